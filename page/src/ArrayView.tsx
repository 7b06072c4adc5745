import '@h5web/app/styles.css';

import { App, DataProvider, enableBigIntSerialization } from '@h5web/app';
import { useMemo, useState } from 'react';

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

/** ArrayView shows an array with H5Web: as a table, a line, a heat map or an image. */
export default function ArrayView({ db, name, about }: { db: string; name: Bytes; about: Entry }) {
  const [counts, setCounts] = useState(false);
  const showable = about.type !== undefined && isShowable(about.type);
  const provider = useMemo(
    () => (showable ? new ArrayProvider(db, name, shown(name), about, counts) : undefined),
    [db, name, about, counts, showable],
  );
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
