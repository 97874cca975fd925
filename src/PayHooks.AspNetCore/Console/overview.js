// Whether anything needs attention: deliveries, response times, the backlog, and the state of each source.

import { get } from './api.js';
import { barsOf } from './charts.js';
import { timeOf } from './clock.js';
import { h } from './dom.js';
import { duration, number, plain } from './format.js';
import { polled } from './polled.js';
import { href } from './route.js';

export const title = 'Overview';

const often = 4_000;
const deliveries = [
    { name: 'accepted', text: 'accepted', class: 'good' },
    { name: 'refused', text: 'refused', class: 'warn' },
    { name: 'unavailable', text: 'unavailable', class: 'bad' },
];
const events = [
    { name: 'completed', text: 'completed', class: 'good' },
    { name: 'failed', text: 'failed', class: 'warn' },
    { name: 'dead', text: 'dead', class: 'bad' },
];

export function create() {
    const body = h('div');
    const note = h('p', { class: 'muted' });
    const element = h('section', { class: 'overview' }, h('div', { class: 'view-head' }, h('div', null, h('h1', { tabindex: -1 }, title), note)), body);
    const { load, dispose } = polled(often, signal => get('api/overview', { signal }), show, note);
    return { element, shown: load(), dispose };

    function show(figures) {
        note.textContent = 'The last hour of all instances.';
        const isOpen = [...body.querySelectorAll('details')].map(details => details.open);
        body.replaceChildren(
            h('div', { class: 'figures' },
                figure('Dead letters', number(figures.deadLetters), figures.deadLetters > 0 ? 'bad' : '', h('a', { href: href({ status: 'dead' }) }, 'show')),
                figure('Retrying', number(figures.retrying), '', h('a', { href: href({ status: 'retrying' }) }, 'show')),
                figure('Waiting', number(figures.waiting), '', 'messages in the queue'),
                percentiles('Answered within', figures.ack, 'deliveries'),
                percentiles('Started after', figures.lag, 'events')),
            h('div', { class: 'charts' },
                barsOf('Deliveries per minute', figures.minutes, deliveries),
                barsOf('Outcomes per minute', figures.minutes, events)),
            sourcesOf(figures.sources));
        body.querySelectorAll('details').forEach((details, index) => { details.open = isOpen[index] ?? false; });
    }
}

const figure = (name, value, kind, note) => h('div', { class: `card figure ${kind}` }, h('h2', null, name), h('p', { class: 'value' }, value), h('p', { class: 'sub' }, note));

const percentiles = (name, { p50Ms, p95Ms, p99Ms, count }, what) => h('div', { class: 'card figure wide' },
    h('h2', null, name),
    h('dl', null, [['p50', p50Ms], ['p95', p95Ms], ['p99', p99Ms]].map(([text, value]) => h('div', null, h('dt', null, text), h('dd', { class: 'value' }, duration(value))))),
    h('p', { class: 'sub' }, count > 0 ? `${number(count)} ${what}` : `no ${what} yet`));

const sourcesOf = sources => h('section', { class: 'card sources', 'aria-labelledby': 'sources-title' },
    h('div', { class: 'card-head' }, h('h2', { id: 'sources-title' }, 'Sources')),
    h('table', { class: 'health' },
        h('thead', null, h('tr', null, ['Source', 'Health', 'Last genuine delivery', 'Accepted', 'Rejected', 'Secrets'].map(text => h('th', { scope: 'col' }, text)))),
        h('tbody', null, sources.map(source => h('tr', null,
            h('th', { scope: 'row' }, h('a', { href: href({ source: source.name }) }, plain(source.name)), h('span', { class: 'sub' }, plain(source.provider))),
            h('td', null, healthOf(source), source.captureUntil && h('span', { class: 'sub' }, 'rejected deliveries are captured until ', timeOf(source.captureUntil))),
            h('td', null, source.lastGenuineAt ?? source.lastEventAt ? timeOf(source.lastGenuineAt ?? source.lastEventAt, 'relative') : 'none yet'),
            h('td', { class: 'n' }, number(source.accepted)),
            h('td', { class: 'n' }, refusedOf(source)),
            h('td', { class: 'n' }, number(source.secrets)))))));

function healthOf(source) {
    if (source.problem) {
        return [h('span', { class: 'status dead' }, 'Not usable'), h('span', { class: 'sub' }, plain(source.problem))];
    }

    if (source.conflicts > 0) {
        return [h('span', { class: 'status retrying' }, 'Conflict'), h('span', { class: 'sub' }, `${number(source.conflicts)} contradict the first delivery of their event`)];
    }

    return source.silent
        ? [h('span', { class: 'status retrying' }, 'Silent'), h('span', { class: 'sub' }, `nothing genuine for longer than ${plain(source.silenceAfter)}`)]
        : h('span', { class: 'status completed' }, 'OK');
}

function refusedOf({ name, accepted, refused }) {
    if (!refused) {
        return '0';
    }

    const share = Math.round(100 * refused / (accepted + refused));
    return [h('a', { href: href({ view: 'rejected', source: name }) }, number(refused)), h('span', { class: 'sub' }, `${share || '< 1'} %`)];
}
