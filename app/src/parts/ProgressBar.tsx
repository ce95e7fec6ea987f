import type { JSX } from 'react';
import { words } from '../words';
import type { Progress } from './useJob';

export function ProgressBar({ progress, onStop }: { progress: Progress | null; onStop: () => void }): JSX.Element {
  const share = progress && progress.total > 0 ? Math.min(100, (100 * progress.done) / progress.total) : 0;
  return (
    <div className="stack tight">
      <div className="row spread"><span className="small" role="status">{progress?.words || words.jobs.starting}</span><button type="button" className="button small" onClick={onStop}>{words.jobs.stop}</button></div>
      <div className="progress" role="progressbar" aria-valuenow={Math.round(share)} aria-valuemin={0} aria-valuemax={100} aria-label={words.jobs.progress}><div style={{ width: `${share}%` }} /></div>
    </div>
  );
}
