import { useEffect, type JSX } from 'react';
import { PageHead, Problems, Waiting } from '../parts/bits';
import { meta } from '../state/meta';
import { loadExample, person } from '../state/person';
import { href } from '../state/route';
import { useStore } from '../state/store';
import { loadVocabulary } from '../state/vocabulary';
import { words } from '../words';
import { About } from './you/About';
import { Diet, SunCard } from './you/Diet';
import { Files } from './you/Files';
import { Health, Labs, Supplements } from './you/Taken';

export function YouPage(): JSX.Element {
  const state = useStore(person);
  const y = words.you;
  useEffect(loadVocabulary, []);
  if (!state.person) return <Waiting>{words.shell.loading}</Waiting>;
  return (
    <>
      <PageHead kicker={words.pages.you} title={y.title} lead={y.lead} />
      <Examples chosen={state.example} />
      <div className="you">
        <div className="stack wide">
          <About file={state.person} />
          <Diet file={state.person} />
          <Supplements file={state.person} />
          <SunCard file={state.person} />
          <Health file={state.person} />
          <Labs file={state.person} />
        </div>
        <aside className="stack wide you-side" aria-label={y.summary}>
          <Reading />
          <Files />
        </aside>
      </div>
    </>
  );
}

function Examples({ chosen }: { chosen: string | null }): JSX.Element | null {
  const examples = useStore(meta)?.examples ?? [];
  if (examples.length === 0) return null;
  return (
    <section className="stack tight" aria-labelledby="examples">
      <h2 id="examples" className="small-head">{words.you.examples}</h2>
      <div className="example-row">
        {examples.map((example) => (
          <button key={example.id} type="button" className="example" aria-pressed={chosen === example.id} onClick={() => void loadExample(example.id)}>
            <strong>{words.you.exampleNames[example.id] ?? example.title}</strong>
            <span>{words.you.exampleAbout[example.id] ?? example.about}</span>
          </button>
        ))}
      </div>
    </section>
  );
}

/** What the model makes of the form. */
function Reading(): JSX.Element {
  const { read, problems, checking, offline } = useStore(person);
  const y = words.you;
  return (
    <section className="card stack" aria-labelledby="reading" aria-live="polite">
      <h2 id="reading">{y.summary}</h2>
      {offline ? <p className="problem">{words.shell.offline}</p> : null}
      {problems.length ? <Problems title={y.problems(problems.length)} problems={problems} /> : <p className="row small"><span className={`chip ${checking ? 'plain' : 'good'}`}>{checking ? y.checking : y.ready}</span></p>}
      {problems.length ? <p className="small quiet">{y.lastGood}</p> : null}
      {read && read.assumed.length > 0 && !problems.length ? (
        <div className="stack tight">
          <p className="small"><strong>{y.assumed}</strong></p>
          <ul className="plain small quiet">{read.assumed.map((line) => <li key={line}>{line}</li>)}</ul>
        </div>
      ) : null}
      <a className="button primary" href={href('body')}>{y.seeBody}</a>
    </section>
  );
}
