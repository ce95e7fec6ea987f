import { useState, type JSX } from 'react';
import { answered, api, type Schemas } from '../api/client';
import { nice, range, show, signed } from '../format';
import { Support, Trouble, Waiting } from '../parts/bits';
import { ProgressBar } from '../parts/ProgressBar';
import { useAnswer } from '../parts/useAnswer';
import { useJob } from '../parts/useJob';
import { person } from '../state/person';
import { href } from '../state/route';
import { useStore } from '../state/store';
import { words } from '../words';

type Part = Schemas['Part'];
interface Open { onOpen: (name: string) => void }

/** Everything behind a number: its equation, parameters, sources, what drives it, and which trials test it. */
export function WhyPanel({ name, onOpen }: { name: string } & Open): JSX.Element {
  const found = useAnswer(name, (signal) => answered(api.GET('/api/why/{name}', { params: { path: { name } }, signal })));
  const w = words.why;
  if (found.error) return <Trouble error={found.error} again={found.again} />;
  const about = found.data?.name === name ? found.data : null;
  if (!about) return <Waiting>{w.loading}</Waiting>;
  return (
    <div className="stack wide">
      {about.outcome ? <OutcomeHead outcome={about.outcome} onOpen={onOpen} /> : null}
      {about.parts.map((part) => <PartCard key={part.name} part={part} onOpen={onOpen} />)}
      {about.flows?.length ? <PartTable title={w.flows} parts={about.flows} onOpen={onOpen} /> : null}
      {about.inputs.length ? <PartTable title={w.inputs} parts={about.inputs} onOpen={onOpen} /> : null}
      {about.drivers.length ? <Drivers rows={about.drivers} onOpen={onOpen} /> : null}
      {about.outcome ? <Shares outcome={about.outcome.outcome} /> : null}
      {about.tested.length ? <Tested rows={about.tested} /> : null}
    </div>
  );
}

function OutcomeHead({ outcome, onOpen }: { outcome: Schemas['OutcomeWords'] } & Open): JSX.Element {
  const w = words.why;
  return (
    <div className="stack tight">
      <div className="row"><Support word={outcome.support} /><span className="small quiet">{w.unit(micro(outcome.unit))}</span></div>
      <p>{w.supportSays[outcome.support]}</p>
      <p className="small quiet">{w.madeOf} {outcome.reading.map((name, index) => <span key={name}>{index ? ', ' : ''}<Name name={name} onOpen={onOpen} /></span>)}</p>
    </div>
  );
}

function Name({ name, onOpen }: { name: string } & Open): JSX.Element {
  return <button type="button" className="why" onClick={() => onOpen(name)}><code>{name}</code></button>;
}

function PartCard({ part, onOpen }: { part: Part } & Open): JSX.Element {
  const w = words.why;
  return (
    <section className="part">
      <h3>{part.doc || part.name}</h3>
      <p className="small quiet"><code>{part.name}</code>{part.symbol ? ` (${part.symbol})` : ''} {'\u00b7'} {w.kinds[part.what] ?? part.what}{part.value !== null ? ` \u00b7 ${show(part.value, significant(part.value))} ${micro(part.unit)}` : ''}</p>
      {part.equation ? <pre className="equation" tabIndex={0} role="region" aria-label={w.equation}><code>{part.equation}</code></pre> : null}
      {part.what === 'parameter' ? <Spread part={part} /> : null}
      {part.source ? <SourceLine source={part.source} /> : null}
      {part.note ? <p className="small quiet">{part.note}</p> : null}
      {part.read_by.length ? <p className="small quiet">{w.readBy} {part.read_by.slice(0, 8).map((name, index) => <span key={name}>{index ? ', ' : ''}<Name name={name} onOpen={onOpen} /></span>)}</p> : null}
      {part.place ? <p className="micro quiet">{w.place(part.place.replace(/^.*?(?=src\/|osteon\/)/, ''))}</p> : null}
    </section>
  );
}

function Spread({ part }: { part: Part }): JSX.Element {
  const w = words.why;
  return <p className="small">{w.kindsOf[part.kind] ?? part.kind}. {part.know ? w.know(show(100 * part.know, 0)) : ''} {part.vary ? w.vary(show(100 * part.vary, 0)) : ''}</p>;
}

function SourceLine({ source }: { source: Schemas['SourceRecord'] }): JSX.Element {
  return <p className="small">{words.why.source} {[source.authors, source.year ? `(${source.year})` : '', source.title, source.where].filter(Boolean).join(' ')}{source.doi ? <span className="quiet"> doi:{source.doi}</span> : null}</p>;
}

function PartTable({ title, parts, onOpen }: { title: string; parts: readonly Part[] } & Open): JSX.Element {
  const w = words.why;
  return (
    <section className="stack tight">
      <h3>{title}</h3>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={title}>
        <table>
          <thead><tr><th scope="col">{w.columns.what}</th><th scope="col" className="number">{w.columns.value}</th><th scope="col">{w.columns.kind}</th><th scope="col">{w.columns.source}</th></tr></thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.name}>
                <td>{part.doc || part.name}<br /><Name name={part.name} onOpen={onOpen} /></td>
                <td className="number">{part.value === null ? '' : show(part.value, significant(part.value))} <span className="quiet">{micro(part.unit)}</span></td>
                <td>{part.kind || w.kinds[part.what] || part.what}</td>
                <td className="small quiet">{part.source ? `${part.source.authors.split(/[,;]/)[0] ?? ''} ${part.source.year ?? ''}` : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Drivers({ rows, onOpen }: { rows: readonly Schemas['DriverRow'][] } & Open): JSX.Element {
  const w = words.why;
  const most = Math.max(...rows.map((row) => Math.abs(row.effect)));
  const people = [...new Set(rows.map((row) => row.person))];
  return (
    <section className="stack tight">
      <h3>{w.drivers}</h3>
      <p className="small quiet">{w.driversLead}</p>
      {people.map((who) => (
        <div key={who} className="stack tight">
          <p className="small"><strong>{who}</strong></p>
          <ul className="bars">
            {rows.filter((row) => row.person === who).map((row) => (
              <li key={row.parameter}>
                <span className="bar-name"><button type="button" className="why" onClick={() => onOpen(row.parameter)}>{row.doc || row.parameter}</button></span>
                <span className="bar"><i style={{ width: `${(100 * Math.abs(row.effect)) / most}%` }} className={row.doubt > 0.6 ? 'doubt' : row.doubt < 0.4 ? 'people' : 'mixed'} /></span>
                <span className="number small">{show(row.effect)} {micro(row.unit)}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <p className="map-legend bare"><span className="key"><i className="swatch people" />{w.people}</span><span className="key"><i className="swatch doubt" />{w.doubt}</span><span className="key"><i className="swatch mixed" />{w.mixed}</span></p>
    </section>
  );
}

/** Shapley shares of the person's own number, worked out on request, as it takes some seconds. */
function Shares({ outcome }: { outcome: string }): JSX.Element | null {
  const file = useStore(person).read?.person;
  const w = words.why;
  const job = useJob<Schemas['Shares']>(() => answered(api.POST('/api/shares', { body: { person: file as Schemas['PersonFile'], outcome, years: 10 } })));
  const [asked, ask] = useState(false);
  const tests = useAnswer(asked && file ? `${outcome} ${JSON.stringify(file)}` : '', (signal) => answered(api.POST('/api/next_test', { body: { person: file as Schemas['PersonFile'], outcome, years: 10 }, signal })));
  const most = Math.max(1e-12, ...(job.result?.shares ?? []).map((share) => Math.abs(share.amount.middle)));
  return (
    <section className="stack tight">
      <h3>{w.shares}</h3>
      <p className="small quiet">{w.sharesLead}</p>
      {job.status === 'running' ? <ProgressBar progress={job.progress} onStop={job.stop} /> : null}
      {job.status === 'failed' ? <Trouble error={job.error} /> : null}
      {job.result ? <p className="small number">{w.sharesSum(show(job.result.yours.middle), show(job.result.reference.middle), micro(job.result.unit))}</p> : null}
      {job.result ? (
        <ul className="bars">
          {job.result.shares.map((share) => (
            <li key={share.factor}>
              <span className="bar-name">{nice(share.factor)} <span className="micro quiet">{w.shareOf(nice(share.yours), nice(share.reference))}</span></span>
              <span className="bar"><i className={share.amount.middle < 0 ? 'down' : 'up'} style={{ width: `${(100 * Math.abs(share.amount.middle)) / most}%` }} /></span>
              <span className="number small">{signed(share.amount.middle)} ({range(share.amount)}) {micro(job.result?.unit ?? '')}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {tests.busy ? <Waiting>{w.testsWait}</Waiting> : null}
      {tests.error ? <Trouble error={tests.error} /> : null}
      {tests.data ? <Tests tests={tests.data} /> : null}
      <div className="row">
        {job.status === 'running' || job.result ? null : <button type="button" className="button small" disabled={!file} onClick={job.begin}>{w.sharesAsk}</button>}
        {tests.data || tests.busy ? null : <button type="button" className="button small" disabled={!file} onClick={() => ask(true)}>{w.testsAsk}</button>}
      </div>
    </section>
  );
}

function Tests({ tests }: { tests: Schemas['NextTests'] }): JSX.Element {
  const w = words.why;
  const most = Math.max(1e-9, ...tests.tests.map((each) => each.narrower));
  return (
    <div className="stack tight">
      <p className="small quiet">{w.testsLead}</p>
      <ul className="bars">
        {tests.tests.slice(0, 8).filter((each, index) => index < 3 || each.narrower >= 0.005).map((each) => (
          <li key={each.test}><span className="bar-name">{nice(each.words)}</span><span className="bar"><i style={{ width: `${(100 * Math.max(0, each.narrower)) / most}%` }} /></span><span className="number small">{w.narrower(show(100 * each.narrower, 0))}</span></li>
        ))}
      </ul>
      {tests.scans.map((line) => <p key={line} className="small quiet">{nice(line)}</p>)}
    </div>
  );
}

function Tested({ rows }: { rows: readonly Schemas['Tested'][] }): JSX.Element {
  const w = words.why;
  return (
    <section className="stack tight">
      <h3>{w.tested}</h3>
      {rows.map((row) => (
        <p key={row.outcome} className="small">{w.testedSays(row.endpoints, row.held_out, words.outcomes[row.outcome] ?? row.outcome)} {row.trials.map((trial, index) => <span key={trial}>{index ? ', ' : ''}<a href={href('trials', trial)}>{trial}</a></span>)}</p>
      ))}
    </section>
  );
}

const micro = (unit: string): string => (unit === '1' ? '' : nice(unit));

function significant(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 100) return 0;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size))));
}
