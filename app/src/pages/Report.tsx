import { useState, type JSX } from 'react';
import { PageHead, Trouble, Waiting } from '../parts/bits';
import { refusedOf } from '../api/client';
import { save } from '../parts/download';
import { meta } from '../state/meta';
import { overtaken, person } from '../state/person';
import { useStore } from '../state/store';
import { words } from '../words';

type Format = 'pdf' | 'html';

export function ReportPage(): JSX.Element {
  const r = words.report;
  const state = useStore(person);
  const file = overtaken(state) ? undefined : state.read?.person;
  const about = useStore(meta);
  const [busy, setBusy] = useState<Format | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  const fetchReport = async (format: Format): Promise<void> => {
    setBusy(format);
    setTrouble(null);
    try {
      const answer = await fetch('/api/report', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ person: file, format }) });
      if (!answer.ok) throw refusedOf(await answer.json().catch(() => undefined), answer.status);
      save(await answer.blob(), `osteon-report.${format}`);
    } catch (error) {
      setTrouble(error);
    }
    setBusy(null);
  };
  return (
    <>
      <PageHead kicker={words.pages.report} title={r.title} lead={r.lead} />
      <div className="grid two">
        {(['pdf', 'html'] as const).map((format) => (
          <section key={format} className="card stack">
            <div className="row report-row"><Sheet format={format} /><div className="stack tight"><h2>{r.formats[format]}</h2><p className="quiet">{r.about[format]}</p></div></div>
            <div><button type="button" className={`button ${format === 'pdf' ? 'primary' : ''}`} disabled={!file || busy !== null} onClick={() => void fetchReport(format)}>{r.save[format]}</button></div>
            {busy === format ? <Waiting>{r.busy}</Waiting> : null}
          </section>
        ))}
      </div>
      {trouble ? <Trouble error={trouble} /> : null}
      <section className="card flat stack tight">
        <h2>{r.inside}</h2>
        <ul className="plain">{r.contents.map((line) => <li key={line}>{line}</li>)}</ul>
        <p className="note">{about?.intended_use ?? words.shell.fallbackUse}</p>
      </section>
    </>
  );
}

function Sheet({ format }: { format: Format }): JSX.Element {
  return (
    <svg className="sheet" viewBox="0 0 64 80" aria-hidden="true">
      <path d="M4 2h40l16 16v60H4Z" className="page" /><path d="M44 2v16h16" className="fold" />
      <path d="M13 30h38M13 38h38M13 46h24" className="lines" /><path d="M13 66c8-10 12 4 20-5s9-7 18-5" className="curve" />
      <text x="13" y="20">{format.toUpperCase()}</text>
    </svg>
  );
}
