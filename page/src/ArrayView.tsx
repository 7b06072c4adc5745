import '@h5web/app/styles.css';

import { App, DataProvider, enableBigIntSerialization } from '@h5web/app';
import { useState } from 'react';

import { type Entry } from './api';
import { type Bytes, shown } from './bytes';
import { Message } from './Page';
import { ArrayProvider, arrayPath, isShowable } from './provider';
import { HexView } from './ScalarViews';

enableBigIntSerialization(); // for the export of integers

// H5Web writes numbers in scientific notation until somebody chooses another one.
const settings = 'h5web:matrix';
if (localStorage.getItem(settings) === null) {
  localStorage.setItem(settings, JSON.stringify({ state: { notation: 'Auto' }, version: 4 }));
}

const providers = new WeakMap<Entry, Map<boolean, ArrayProvider>>();

/**
 * providerOf returns the provider of an entry, always the same one. React may render a view several
 * times before it shows it, without its state.
 */
function providerOf(db: string, name: Bytes, about: Entry, counts: boolean): ArrayProvider {
  const known = providers.get(about) ?? new Map<boolean, ArrayProvider>();
  providers.set(about, known);
  const provider = known.get(counts) ?? new ArrayProvider(db, name, shown(name), about, counts);
  known.set(counts, provider);
  return provider;
}

/** ArrayView shows an array with H5Web: as a table, a line, a heat map or an image. */
export default function ArrayView({ db, name, about }: { db: string; name: Bytes; about: Entry }) {
  const [counts, setCounts] = useState(false);
  const provider = about.type !== undefined && isShowable(about.type) ? providerOf(db, name, about, counts) : undefined;
  if (about.shape?.includes(0)) return <p className="hint">The array has no elements.</p>;
  if (!provider) {
    return (
      <>
        <Message title="No picture of these elements" text="Only machines like the one that wrote them can read long doubles. The bytes:" />
        <HexView db={db} name={name} form="stored" size={about.bytes} />
      </>
    );
  }
  const time = about.type?.kind === 'M' || about.type?.kind === 'm';
  return (
    <>
      {time && (
        <label className="counts">
          <input type="checkbox" checked={counts} onChange={(e) => setCounts(e.target.checked)} /> as numbers ({unitText(about)}), which can be
          drawn
        </label>
      )}
      <div className="array">
        <DataProvider key={String(counts)} api={provider}>
          <App initialPath={arrayPath} sidebarOpen={false} />
        </DataProvider>
      </div>
    </>
  );
}

function unitText({ type }: Entry): string {
  const unit = type?.unit && type.unit !== 'generic' ? type.unit : 'units';
  const steps = (type?.multiple ?? 1) > 1 ? `steps of ${type?.multiple} ${unit}` : unit;
  return type?.kind === 'M' ? `${steps} since 1970` : steps;
}
