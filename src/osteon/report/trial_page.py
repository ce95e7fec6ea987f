"""The report of a trial in virtual people: one page of HTML that needs nothing else, on a screen or on paper."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from osteon.population.trial_spans import day_words
from osteon.report.trial_charts import course_chart, enrichment_chart, power_chart, responder_chart, subgroup_chart
from osteon.report.trial_flow import flow_chart
from osteon.report.trial_text import DISCLAIMER, figure_words, interval_words, number_words

STYLE = """
:root { --ink: #18222d; --soft: #56626e; --line: #d9dee3; --pale: #f4f6f8; --blue: #0b61a4 }
* { box-sizing: border-box }
body { font: 15px/1.5 Inter, system-ui, sans-serif; color: var(--ink); background: #fff; max-width: 1144px;
  margin: 2rem auto; padding: 0 2rem }
h1 { font-size: 1.6rem; margin: 0 0 .2rem } h2 { font-size: 1.2rem; margin: 2.6rem 0 .4rem }
.note { color: var(--soft) }
h2::before { content: ""; display: block; border-top: 1px solid var(--line); margin-bottom: 1.2rem }
svg { max-width: 100%; height: auto; display: block } .pair { display: grid; gap: 1rem 1.5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); margin: 1rem 0 }
.wide { overflow-x: auto; margin: 1rem 0 } .wide svg { min-width: 760px }
table { border-collapse: collapse; margin: .6rem 0; font-size: .9rem }
th, td { text-align: left; padding: .25rem 1.1rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.found { font-size: 1.35rem; font-weight: 600; color: var(--blue) } .found small { font-size: .9rem; font-weight: 400 }
.says { border-left: 4px solid #c05600; background: var(--pale); padding: .5rem .9rem }
@media print { body { margin: 0; max-width: none } h2 { break-after: avoid } svg, table { break-inside: avoid } }
"""
METHOD = """<p>Virtual people live four years on their habits and are brought to the trial's baseline. They are
screened on measured values, dealt into groups by blocks, take their doses as people do, stop, miss visits, leave and
die, and are measured with error. All of that is drawn by person before the group is known, so that nobody who
measures or decides can know it. Estimates are by intention to treat, in those who came. People live in draws of what
is not known of the model; the spread of the effect between draws is the model's doubt.</p>"""
MANY = 60
"""People of a trial from which it is worth asking whom to let in."""
KINDS = {"parallel": "parallel groups", "crossover": "crossover", "factorial": "factorial"}


def trial_page(summary: Mapping[str, Any]) -> str:
    """The report of a trial from its summary.

    >>> from osteon.population.trial_run import run_trial
    >>> from osteon.population.trial_summary import summary_of
    >>> page = trial_page(summary_of(run_trial("knapen2013", people=64, chunk=64, worlds=4)))
    >>> page.startswith("<!doctype html>"), "Randomised" in page
    (True, True)
    """
    title = summary["trial"]["title"]
    parts = [_head(summary), "<h2>Who took part</h2>", f"<div class='wide'>{flow_chart(summary['flow'])}</div>"]
    parts += [_endpoint(each) for each in summary["endpoints"]]
    parts += [_factorial(summary), _courses(summary), _measuring(summary), _method(summary)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _head(summary: Mapping[str, Any]) -> str:
    trial = summary["trial"]
    words = (
        f"A trial in {summary['people']:,} virtual people ({KINDS[trial['kind']]}), seed {trial['seed']}, edition "
        f"{summary['edition']} of the model, {trial['worlds']} draws of what is not known of it."
    )
    return (
        f"<h1>{escape(trial['title'])}</h1><p class='note'>{escape(words)}</p>"
        f"<p class='says'>{escape(DISCLAIMER)} Education and research software.</p>"
    )


def _endpoint(each: Mapping[str, Any]) -> str:
    found, unit = each["estimate"], each["unit"]
    rows = [("95 % interval, as a trial of this size would report it", interval_words(found["interval"]))]
    if found["with_doubt"] is not None:
        rows.append(("with what is not known of the model", interval_words(found["with_doubt"])))
    if found["adjusted"] is not None and each["versus"]:
        words = f"{number_words(found['adjusted'])} ({interval_words(found['adjusted_interval'])})"
        rows.append(("adjusted for the baseline", words))
    if found["sd"] is not None:
        rows.append((found["sd_of"], number_words(found["sd"])))
    if each["observed"] is not None:
        rows.append(("published", f"{number_words(each['observed'])} ({interval_words(each['observed_ci95'])})"))
    rows.append(("measured in", f"{found['people']:,} people, {each['staying']:.0%} of those randomised"))
    rows += _power_rows(each)
    body = "".join(f"<tr><td>{escape(name)}</td><td class='number'>{escape(words)}</td></tr>" for name, words in rows)
    return (
        f"<h2>{escape(_sentence(figure_words(each)))}</h2>"
        f"<p class='found'>{escape(number_words(found['value'], unit))}</p>"
        f"<table>{body}</table>{_responder_words(each)}{_charts(each)}"
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _power_rows(each: Mapping[str, Any]) -> list[tuple[str, str]]:
    power = each["power"]
    if each["versus"] is None:
        return []
    if power is None:
        return [("a real trial needs", "not told: the effect cannot be told from none")]
    rows = [
        (f"a real trial needs for {share} power", f"{count:,} people")
        for share, count in power["needed"].items()
        if count
    ]
    if power["planned"]:
        words = f"{power['at_planned']:.0%} if as found, {power['assured_at_planned']:.0%} on average"
        rows.append((f"power with {power['planned']:,} people in these groups", words))
    return rows


def _responder_words(each: Mapping[str, Any]) -> str:
    """Of 100 people in each arm, how many rise or fall by what counts."""
    found = each["responders"]
    if not found or "notable" not in found:
        return ""
    unit, size = each["unit"], f"{found['notable']:g}"
    told = []
    for way in ("rises", "falls"):
        arm, versus = (round(100 * found[f"{name}_{way}"]) for name in ("arm", "versus"))
        word = "rise" if way == "rises" else "fall"
        told.append(
            f"a {word} of at least {size} {unit} is measured in {arm} of 100 people in {each['arm']} "
            f"and in {versus} of 100 in {each['versus']}"
        )
    text = "; ".join(told)
    return f"<p>{escape(_sentence(text))}. Errors of measuring are part of it.</p>"


def _charts(each: Mapping[str, Any]) -> str:
    pair = []
    if each["responders"]:
        pair.append(responder_chart(each))
    if each["power"]:
        pair.append(power_chart(each))
    useful = [found for found in each["enrichment"] if _worth_enriching(each, found["limits"])]
    pair += [enrichment_chart(found, each) for found in useful]
    charts = f"<div class='pair'>{''.join(pair)}</div>" if pair else ""
    bands = [band for found in each["subgroups"] for band in found["bands"] if band["interval"]]
    return charts + (f"<div class='wide'>{subgroup_chart(each)}</div>" if bands else "")


def _worth_enriching(each: Mapping[str, Any], limits: list[Mapping[str, Any]]) -> bool:
    """Whether a trial needs many people, and enough limits are clear to draw."""
    needed = (each["power"] or {"needed": {}})["needed"].get("80%") or 0
    return needed >= MANY and sum(bool(row["needed"]) for row in limits) > 3


def _factorial(summary: Mapping[str, Any]) -> str:
    if not summary["factorial"]:
        return ""
    rows = []
    for each in summary["factorial"]:
        estimate, unit = each["estimate"], each["unit"]
        doubt = interval_words(estimate["with_doubt"]) if estimate["with_doubt"] else "-"
        need = (each["needed"] or {}).get("80%")
        cells = [
            f"{each['name']}, {day_words(each['day'])}",
            each["effect"],
            number_words(estimate["value"], unit),
            interval_words(estimate["interval"]),
            doubt,
            f"{need:,}" if need else "not told",
        ]
        marks = ["", "", " class='number'", " class='number'", " class='number'", " class='number'"]
        weight = " style='font-weight:600'" if each["interaction"] else ""
        body = "".join(f"<td{mark}>{escape(cell)}</td>" for mark, cell in zip(marks, cells, strict=True))
        rows.append(f"<tr{weight}>{body}</tr>")
    heads = "".join(
        f"<th>{head}</th>"
        for head in ("outcome", "effect", "found", "95 % interval", "with doubt of the model", "people for 80 % power")
    )
    return (
        "<h2>Each factor, and both together</h2><p>An interaction is (both) - (first) - (second) + (neither): above "
        "zero both together lie higher than the sum of each alone, below zero lower. It is computed, never assumed; an "
        "interval that holds zero shows neither.</p>"
        f"<div class='wide'><table><tr>{heads}</tr>{''.join(rows)}</table></div>"
    )


def _courses(summary: Mapping[str, Any]) -> str:
    charts = "".join(course_chart(course) for course in summary["courses"].values() if _drawn(course))
    return f"<h2>Courses</h2><div class='pair'>{charts}</div>" if charts else ""


def _drawn(course: Mapping[str, Any]) -> bool:
    """Whether a course has anything to draw."""
    known = [value for group in course["groups"] for value in group["mean"] if value is not None]
    return len(course["days"]) > 1 and bool(known)


def _measuring(summary: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{escape(summary['courses'][word]['name'])}</td><td class='number'>{found['error']:.1%}</td>"
        f"<td>{escape(found['kind'])}</td><td>{escape(_source(found))}</td></tr>"
        for word, found in summary["measuring"].items()
    )
    heads = "".join(f"<th>{head}</th>" for head in ("outcome", "error of one measurement", "known how", "from"))
    return (
        "<h2>How well things are measured</h2><p class='note'>The coefficient of variation of one measurement in one "
        "person, in one laboratory or on one scanner.</p>"
        f"<div class='wide'><table><tr>{heads}</tr>{rows}</table></div>"
    )


def _source(found: Mapping[str, Any]) -> str:
    return "; ".join(part for part in (found["source"], found["note"]) if part)


def _method(summary: Mapping[str, Any]) -> str:
    notes = [
        f"Taken in {arm}, read by no part of the model: {', '.join(words)}."
        for arm, words in summary["not_read"].items()
    ]
    notes += [f"Not simulated: {each['name']} ({each['measure']})." for each in summary["not_modelled"]]
    for each in summary["carry_over"]:
        value, error = number_words(each["value"], each["unit"]), number_words(2 * each["error"])
        notes.append(f"Left over of the first period as the second begins, {each['outcome']}: {value} (± {error}).")
    listed = "".join(f"<li>{escape(note)}</li>" for note in dict.fromkeys(notes))
    return f"<h2>How this was made</h2>{METHOD}<ul>{listed}</ul>"
