import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';

import { type Child, Failure, list } from './api';
import { type Bytes, fromJSON, shown } from './bytes';

/** pageSize is the number of children that are read and shown at once. */
const pageSize = 200;

interface Props {
  db: string;
  prefix: Bytes;
  separator: Bytes;
  selected?: Bytes;
  onSelect: (key: Bytes) => void;
}

/** Tree shows the keys below a prefix. It never reads more than what is shown. */
export function Tree(props: Props) {
  const top = useRef<HTMLDivElement>(null);
  // Another tree may have been scrolled.
  useEffect(() => top.current?.parentElement?.scrollTo(0, 0), []);
  return (
    <div ref={top} className="tree" role="tree" aria-label="Keys" onKeyDown={moveFocus}>
      <Level {...props} depth={0} cut={0} />
    </div>
  );
}

/** Level shows the children of one prefix, of which the first cut bytes are not repeated. */
function Level({ depth, cut, ...props }: Props & { depth: number; cut: number }) {
  const { db, prefix, separator } = props;
  const [children, setChildren] = useState<Child[]>([]);
  const [state, setState] = useState<'loading' | 'more' | 'all' | Failure>('loading');
  const next = useRef<Bytes>();

  const load = useCallback(async () => {
    setState('loading');
    try {
      const page = await list(db, { prefix, separator, from: next.current, limit: pageSize });
      next.current = page.next === undefined ? undefined : fromJSON(page.next);
      setChildren((before) => [...before, ...page.children]);
      if (page.more && page.next === undefined) throw new Failure('too_large', 'The keys that follow are too long to continue here.');
      setState(page.more ? 'more' : 'all');
    } catch (error) {
      setState(error as Failure);
    }
  }, [db, prefix, separator]);
  useEffect(() => {
    next.current = undefined;
    setChildren([]);
    void load();
  }, [load]);

  return (
    <>
      {children.map((child) =>
        child.prefix === undefined ? (
          <Leaf key={`k${bytesOf(child)}`} {...props} child={child} depth={depth} cut={cut} />
        ) : (
          <Group key={`p${bytesOf(child)}`} {...props} prefix={bytesOf(child)} depth={depth} cut={cut} alone={state === 'all' && children.length === 1} />
        ),
      )}
      {state === 'loading' && <Row depth={depth} text="Loading…" />}
      {state === 'all' && children.length === 0 && <Row depth={depth} text={prefix === '' ? 'The database is empty.' : 'No keys.'} />}
      {state === 'more' && <More depth={depth} onSeen={load} />}
      {state instanceof Failure && <Row depth={depth} text={state.message} failed />}
    </>
  );
}

function bytesOf(child: Child): Bytes {
  return fromJSON(child.prefix ?? child.key ?? '');
}

function indent(depth: number) {
  return { paddingInlineStart: `${0.5 + depth}rem` };
}

function Row({ depth, text, failed }: { depth: number; text: string; failed?: boolean }) {
  return (
    <p className={failed ? 'row failed' : 'row note'} style={indent(depth)} role={failed ? 'alert' : undefined}>
      {text}
    </p>
  );
}

/** More loads the next children when it becomes visible. */
function More({ depth, onSeen }: { depth: number; onSeen: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!button.current) return undefined;
    const observer = new IntersectionObserver(([e]) => e?.isIntersecting && onSeen(), { rootMargin: '200px' });
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [onSeen]);
  return (
    <button ref={button} type="button" className="row note" style={indent(depth)} onClick={onSeen}>
      More…
    </button>
  );
}

function Group({ depth, cut, alone, ...props }: Props & { depth: number; cut: number; alone: boolean }) {
  // The only group of plain concatenations is their common beginning.
  const [open, setOpen] = useState(() => (alone && props.separator === '') || (props.selected?.startsWith(props.prefix) ?? false));
  const name = shown(props.prefix.slice(cut) as Bytes);
  return (
    <div className="group">
      <button
        type="button"
        role="treeitem"
        className="row"
        aria-expanded={open}
        aria-level={depth + 1}
        title={shown(props.prefix)}
        style={indent(depth)}
        onClick={() => setOpen(!open)}
      >
        <span className="icon" aria-hidden>
          {open ? '▾' : '▸'}
        </span>
        <span className="name">{name}</span>
      </button>
      {open && <Level {...props} depth={depth + 1} cut={props.prefix.length} />}
    </div>
  );
}

const icons: Record<string, string> = { int: '#', str: '“”', bytes: '01', json: '{}', ndarray: '▦', unknown: '?' };

function Leaf({ child, depth, cut, selected, onSelect }: Props & { child: Child; depth: number; cut: number }) {
  const key = bytesOf(child);
  const name = shown(key.slice(cut) as Bytes);
  const facts = child.dtype ? `${dtypeText(child.dtype)} ${shapeText(child.shape)}` : child.kind;
  return (
    <button
      type="button"
      role="treeitem"
      className={child.error ? 'row failed' : 'row'}
      aria-selected={key === selected}
      aria-level={depth + 1}
      title={[shown(key), facts, child.error].filter(Boolean).join('\n')}
      style={indent(depth)}
      onClick={() => onSelect(key)}
    >
      <span className="icon" aria-hidden>
        {child.error ? '!' : (icons[child.kind ?? ''] ?? '·')}
      </span>
      <span className="name">{name === '' ? '(no further text)' : name}</span>
      {child.dtype && <span className="facts">{facts}</span>}
    </button>
  );
}

/** dtypeText returns a dtype without the fields of a structure. */
export function dtypeText(dtype: string): string {
  return /^[[{(]/.test(dtype) ? 'structured' : dtype;
}

/** shapeText returns a shape as Python prints it. */
export function shapeText(shape: number[] = []): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** moveFocus moves between the rows with the keys of a tree. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('button.row')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const row = rows[at];
  if (!row) return;
  const level = (r: HTMLElement) => Number(r.getAttribute('aria-level'));
  const open = row.getAttribute('aria-expanded');
  let to: HTMLElement | undefined;
  switch (event.key) {
    case 'ArrowDown':
      to = rows[at + 1];
      break;
    case 'ArrowUp':
      to = rows[at - 1];
      break;
    case 'Home':
      to = rows[0];
      break;
    case 'End':
      to = rows.at(-1);
      break;
    case 'ArrowRight':
      if (open === 'false') row.click();
      else if (open === 'true') to = rows[at + 1];
      break;
    case 'ArrowLeft':
      if (open === 'true') row.click();
      else to = rows.slice(0, at).findLast((r) => level(r) < level(row));
      break;
    default:
      return;
  }
  event.preventDefault();
  to?.focus();
}
