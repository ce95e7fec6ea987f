import { useRef, useState, type JSX } from 'react';
import { answered, api, Refused } from '../../api/client';
import { Trouble } from '../../parts/bits';
import { save } from '../../parts/download';
import { adopt, person, startAgain } from '../../state/person';
import { useStore } from '../../state/store';
import { words } from '../../words';
import { bringIn, type Brought } from './bringIn';
import { Saved } from './Saved';

/** Bring a person in, take it out, keep it, erase it. */
export function Files(): JSX.Element {
  const y = words.you;
  const { read, problems } = useStore(person);
  const input = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  const [brought, setBrought] = useState<Brought | null>(null);
  const [over, setOver] = useState(false);
  const take = async (files: FileList | null): Promise<void> => {
    const file = files?.[0];
    if (!file) return;
    setTrouble(null);
    setBrought(null);
    try {
      setBrought(await bringIn(file));
    } catch (error) {
      setTrouble(error instanceof Refused ? error : new Refused(y.unreadable, 'input', []));
    }
    if (input.current) input.current.value = '';
  };
  const takeOut = async (): Promise<void> => {
    if (!read) return;
    try {
      const text = await answered(api.POST('/api/person/toml', { body: { person: read.person }, parseAs: 'text' }));
      save(new Blob([text], { type: 'text/plain' }), 'person.toml');
    } catch (error) {
      setTrouble(error);
    }
  };
  return (
    <section className="card stack" aria-labelledby="files">
      <h2 id="files">{y.files}</h2>
      <div
        className={`drop ${over ? 'over' : ''}`}
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => { event.preventDefault(); setOver(false); void take(event.dataTransfer.files); }}
      >
        <p className="small">{y.drop}</p>
        <button type="button" className="button" onClick={() => input.current?.click()}>{y.open}</button>
        <input ref={input} type="file" className="hidden-text" tabIndex={-1} aria-label={y.open} accept=".toml,.json,.csv,.txt" onChange={(event) => void take(event.target.files)} />
      </div>
      {trouble ? <Trouble error={trouble} /> : null}
      {brought ? <Told brought={brought} /> : null}
      <div className="row">
        <button type="button" className="button" disabled={!read || problems.length > 0} onClick={() => void takeOut()}>{y.takeOut}</button>
        <button type="button" className="button ghost" onClick={() => void startAgain()}>{y.startAgain}</button>
      </div>
      <Saved onOpen={(found) => adopt(found, null)} onTrouble={setTrouble} />
      <p className="small quiet">{y.keptHere}</p>
    </section>
  );
}

function Told({ brought }: { brought: Brought }): JSX.Element {
  const y = words.you;
  return (
    <div className="note stack tight" role="status">
      <p><strong>{y.brought(brought.name)}</strong> {brought.about}</p>
      {brought.read.length ? <ul className="plain">{brought.read.map((line) => <li key={line}>{line}</li>)}</ul> : null}
      {brought.left.length ? <details><summary>{y.leftOut(brought.left.length)}</summary><ul className="plain">{brought.left.map((line) => <li key={line}>{line}</li>)}</ul></details> : null}
    </div>
  );
}
