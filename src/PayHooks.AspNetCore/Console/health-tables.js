// Tables of sources and of handlers in the last hour, for the overview and, with buttons, for the view of the sources.

import { timeOf } from './clock.js';
import { h } from './dom.js';
import { duration, number, plain } from './format.js';
import { href } from './route.js';

const head = names => h('thead', null, h('tr', null, names.map(text => h('th', { scope: 'col' }, text))));

const section = (id, title, table) => h('section', { class: 'card sources', 'aria-labelledby': id },
    h('div', { class: 'card-head' }, h('h2', { id }, title)), table);

// buttonOf(kind, name) returns the button of a row, or nothing.
export const sourcesOf = (sources, pauses, buttonOf) => section('sources-title', 'Sources', h('table', { class: 'health' },
    head(['Source', 'Health', 'Last genuine delivery', 'Accepted', 'Rejected', ...(buttonOf ? ['Secrets', 'Pause'] : [])]),
    h('tbody', null, sources.map(source => h('tr', null,
        h('th', { scope: 'row' }, h('a', { href: href({ source: source.name }), 'data-stop': true }, plain(source.name)), h('span', { class: 'sub' }, plain(source.provider))),
        cell('Health', '', pauseOf(pauses, 'source', source.name) ?? healthOf(source), captureOf(source)),
        cell('Last genuine delivery', '', source.lastGenuineAt ?? source.lastEventAt ? timeOf(source.lastGenuineAt ?? source.lastEventAt, 'relative') : 'none yet'),
        cell('Accepted', 'n', number(source.accepted)),
        cell('Rejected', 'n', refusedOf(source)),
        buttonOf && cell('Secrets', 'n', number(source.secrets)),
        buttonOf && cell('', 'n', buttonOf('source', source.name)))))));

// Handlers that have not run in the last hour have a name only.
export const handlersOf = (handlers, pauses, buttonOf) => section('handlers-title', 'Handlers', h('table', { class: 'health handlers' },
    head(['Handler', 'State', 'Runs', 'Failed', 'p50', 'p95', 'p99', buttonOf && 'Pause'].filter(Boolean)),
    h('tbody', null, handlers.map(handler => h('tr', null,
        h('th', { scope: 'row' }, h('a', { href: href({ handler: handler.name }), 'data-stop': true }, plain(handler.name))),
        cell('State', '', pauseOf(pauses, 'handler', handler.name) ?? stateOf(handler)),
        cell('Runs', 'n', number(handler.runs ?? 0)),
        cell('Failed', 'n', failedOf(handler)),
        cell('p50', 'n', duration(handler.duration?.p50Ms)),
        cell('p95', 'n', duration(handler.duration?.p95Ms)),
        cell('p99', 'n', duration(handler.duration?.p99Ms)),
        buttonOf && cell('', 'n', buttonOf('handler', handler.name)))))));

const cell = (name, kind, ...children) => h('td', { class: kind, 'data-name': name }, ...children);

const share = (part, all) => `${Math.round(100 * part / all) || '< 1'} %`;

function pauseOf(pauses, kind, name) {
    const pause = pauses.find(one => one.kind === kind && one.name === name);
    return pause && [
        h('span', { class: 'status paused' }, pause.state === 'resuming' ? 'Resuming' : 'Paused'),
        h('span', { class: 'sub' }, 'by ', plain(pause.by), ' ', timeOf(pause.at, 'relative'), pause.reason && `: ${plain(pause.reason)}`,
            pause.until && [', until ', timeOf(pause.until)]),
    ];
}

function stateOf({ runs, failed }) {
    return !runs
        ? h('span', { class: 'status unhandled' }, 'No run in the last hour')
        : failed > 0
            ? h('span', { class: 'status retrying' }, 'Failing')
            : h('span', { class: 'status completed' }, 'OK');
}

const failedOf = ({ runs, failed }) => (failed > 0
    ? [h('a', { href: href({ view: 'failures' }) }, number(failed)), h('span', { class: 'sub' }, share(failed, runs))]
    : '0');

const captureOf = ({ captureUntil }) => captureUntil && h('span', { class: 'sub' }, 'rejected deliveries are captured until ', timeOf(captureUntil));

function healthOf(source) {
    if (source.problem) {
        return [h('span', { class: 'status dead' }, 'Not usable'), h('span', { class: 'sub' }, plain(source.problem))];
    }

    if (source.conflicts > 0) {
        return [h('span', { class: 'status retrying' }, 'Conflict'), h('span', { class: 'sub' }, `${number(source.conflicts)} contradict the first delivery of their event`)];
    }

    // A few rejections are strangers who found the URL.
    if (source.refused >= 10 && source.refused >= 0.1 * (source.accepted + source.refused)) {
        return [h('span', { class: 'status retrying' }, 'Rejecting'), h('span', { class: 'sub' }, `${share(source.refused, source.accepted + source.refused)} of its deliveries are rejected`)];
    }

    return source.silent
        ? [h('span', { class: 'status retrying' }, 'Silent'), h('span', { class: 'sub' }, `nothing genuine for longer than ${plain(source.silenceAfter)}`)]
        : h('span', { class: 'status completed' }, 'OK');
}

const refusedOf = ({ name, accepted, refused }) => (refused
    ? [h('a', { href: href({ view: 'rejected', source: name }) }, number(refused)), h('span', { class: 'sub' }, share(refused, accepted + refused))]
    : '0');
