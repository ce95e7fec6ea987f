import { useMemo, useState, type JSX } from 'react';
import { fromSliders } from '../body/sliderSpecs';
import { mapReadings } from '../body/fromLive';
import { layouts, type OrganName } from '../body/layout';
import { BodyMap } from '../body/Map';
import { show } from '../format';
import { Trouble, Waiting } from '../parts/bits';
import { Slider } from '../parts/Slider';
import { useMedia } from '../parts/useMedia';
import { live, move, resetSliders, type Live, type SliderName } from '../state/live';
import { meta } from '../state/meta';
import { person } from '../state/person';
import { useStore } from '../state/store';
import { theme } from '../state/theme';
import { openWhy } from '../state/why';
import { words } from '../words';
import { FirstYears, LifeCourse } from './body/Curves';
import { Broken } from './body/Broken';
import { DayTable } from './body/DayTable';
import { Doubt } from './body/Doubt';

const BEHIND: Record<OrganName, string> = {
  sun: 'skin.synthesis', skin: 'skin.synthesis', food: 'calcium_eaten', pills: 'calcium_eaten', gut: 'fractional_calcium_absorption', liver: '25ohd_serum',
  kidney: '1_25ohd_serum', parathyroid: 'pth_intact', blood: 'calcium_serum', bone: 'bmd_lumbar_spine', artery: 'dp_ucmgp',
};

export function BodyPage(): JSX.Element {
  const state = useStore(live);
  return (
    <>
      <header className="page-head">
        <span className="kicker">{words.body.kicker}</span>
        <h1>{words.body.title}</h1>
        <p className="lead">{words.body.lead}</p>
      </header>
      {state.trouble ? <Trouble error={state.trouble} /> : null}
      {state.live ? <Moving live={state.live} /> : state.trouble ? null : <Waiting>{words.shell.loading}</Waiting>}
    </>
  );
}

function Moving({ live: shown }: { live: Live }): JSX.Element {
  return (
    <div className="live">
      <div className="live-main">
        <MapCard live={shown} />
        <FirstYears live={shown} />
        <LifeCourse live={shown} />
        <Broken fractures={shown.fractures} />
        <Doubt live={shown} />
      </div>
      <Side live={shown} />
    </div>
  );
}

function MapCard({ live: shown }: { live: Live }): JSX.Element {
  const narrow = useMedia('(max-width: 46rem)');
  const colors = useStore(theme);
  const skin = useStore(person).person?.person.skin_type ?? 2;
  const readings = useMemo(() => mapReadings(shown, skin), [shown, skin]);
  const kind = narrow ? 'tall' : 'wide';
  return (
    <section className="card map-card" aria-label={words.pages.body}>
      <BodyMap readings={readings} kind={kind} theme={colors} onPick={(organ) => openWhy(BEHIND[organ])} />
      <Legend kind={kind} />
      <DayTable live={shown} />
    </section>
  );
}

const KEY = { mg: 250, d: 25, k: 100 };

function Legend({ kind }: { kind: 'wide' | 'tall' }): JSX.Element {
  const layout = layouts[kind];
  const tall = (amount: number, per: number): { height: string } => ({ height: `calc(${(amount * per).toFixed(2)} * 100cqi / ${layout.width})` });
  const m = words.map.legend;
  return (
    <div className="map-legend">
      <span className="key"><i className="calcium" style={tall(KEY.mg, layout.perMg)} />{m.calcium(String(KEY.mg))}</span>
      <span className="key"><i className="d3" style={tall(KEY.d, layout.perUgD)} />{m.d3(String(KEY.d))}</span>
      <span className="key"><i className="k2" style={tall(KEY.k, layout.perUgK)} />{m.k2(String(KEY.k))}</span>
      <span className="key"><i className="signal" />{m.signal}</span>
      <span>{m.day}</span>
    </div>
  );
}

function Side({ live: shown }: { live: Live }): JSX.Element {
  const specs = useStore(meta)?.sliders;
  const asked = useStore(live).sliders;
  const [chosen, choose] = useState<SliderName>('d3_iu');
  const sliders = fromSliders(specs);
  return (
    <aside className="live-side" aria-label={words.body.sliders}>
      <div className="card">
        <div className="mini-tabs segmented" role="group" aria-label={words.body.which}>
          {sliders.map((spec) => <button key={spec.id} type="button" aria-pressed={chosen === spec.id} onClick={() => choose(spec.id)}>{words.body.short[spec.id]}</button>)}
        </div>
        <div className="sliders">
          <h2 className="only-wide">{words.body.sliders}</h2>
          {sliders.map((spec) => (
            <Slider
              key={spec.id}
              label={words.body.names[spec.id]}
              unit={words.body.units[spec.id]}
              value={asked[spec.id] ?? shown.sliders[spec.id]}
              low={spec.low}
              high={spec.high}
              step={spec.step}
              tone={spec.tone}
              chosen={chosen === spec.id}
              ends={[show(spec.low, 0), show(spec.high, 0)]}
              onMove={(value) => move(spec.id, value)}
            />
          ))}
          <div className="only-wide stack tight">
            <button type="button" className="button" onClick={resetSliders}>{words.body.reset}</button>
            <p className="small quiet">{words.body.now}</p>
          </div>
        </div>
      </div>
    </aside>
  );
}
