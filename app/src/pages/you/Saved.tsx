import { useState, type JSX } from 'react';
import { answered, api } from '../../api/client';
import { save } from '../../parts/download';
import { useAnswer } from '../../parts/useAnswer';
import { person, textOf, type Read } from '../../state/person';
import { useStore } from '../../state/store';
import { words } from '../../words';
import { Remove } from './Diet';

interface Props { onOpen: (read: Read) => void; onTrouble: (error: unknown) => void }

/** People kept on this machine: only on request, and erased as easily. */
export function Saved({ onOpen, onTrouble }: Props): JSX.Element {
  const y = words.you;
  const { read, problems } = useStore(person);
  const [name, setName] = useState('');
  const list = useAnswer('saved', () => answered(api.GET('/api/people')));
  const attempt = (work: () => Promise<unknown>): void => { work().then(list.again, onTrouble); };
  const keep = (): void => attempt(async () => {
    if (!read) return;
    await answered(api.POST('/api/people', { body: { name: name.trim() || read.name || words.shell.who(read.person.person.sex, String(Math.round(read.age))), person: read.person } }));
    setName('');
  });
  const open = (id: string): void => {
    (async () => {
      const found = await answered(api.GET('/api/people/{name}', { params: { path: { name: id } } }));
      onOpen(await answered(api.POST('/api/person/read', { body: { text: textOf(found.person), name: found.name } })));
    })().catch(onTrouble);
  };
  const people = list.data?.people ?? [];
  return (
    <div className="stack tight">
      <h3 className="small-head">{y.saved}</h3>
      <form className="row save-row" onSubmit={(event) => { event.preventDefault(); keep(); }}>
        <input className="input" aria-label={y.saveAs} placeholder={y.saveAs} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        <button type="submit" className="button" disabled={!read || problems.length > 0}>{y.save}</button>
      </form>
      {people.length ? (
        <>
          <ul className="lines">
            {people.map((each) => (
              <li key={each.id}>
                <button type="button" className="why line-name" onClick={() => open(each.id)}>{each.name}</button>
                <span className="line-parts"><span className="small quiet">{each.saved_at.slice(0, 10)}</span><Remove name={each.name} onClick={() => attempt(() => answered(api.DELETE('/api/people/{name}', { params: { path: { name: each.id } } })))} /></span>
              </li>
            ))}
          </ul>
          <div className="row">
            <button type="button" className="button small" onClick={() => void answered(api.GET('/api/people/export')).then((all) => save(new Blob([JSON.stringify(all, null, 1)], { type: 'application/json' }), 'osteon-people.json'), onTrouble)}>{y.exportAll}</button>
            <button type="button" className="button small danger" onClick={() => { if (window.confirm(y.eraseSure)) attempt(() => answered(api.DELETE('/api/people'))); }}>{y.eraseAll}</button>
          </div>
          <p className="micro quiet">{y.keptIn(list.data?.kept_in ?? '')}</p>
        </>
      ) : null}
    </div>
  );
}
