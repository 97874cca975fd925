// Whether anything needs attention: deliveries, response times, the backlog, and the state of each source and handler.

import { get } from './api.js';
import { barsOf } from './charts.js';
import { timeOf } from './clock.js';
import { h } from './dom.js';
import { duration, number, plain } from './format.js';
import { handlersOf, sourcesOf } from './health-tables.js';
import { polled } from './polled.js';
import { href } from './route.js';

export const title = 'Overview';

const often = 4_000;
const deliveries = [
    { name: 'accepted', text: 'accepted', class: 'good' },
    { name: 'refused', text: 'rejected', class: 'warn' },
    { name: 'unavailable', text: 'unavailable', class: 'bad' },
];
const events = [
    { name: 'completed', text: 'completed', class: 'good' },
    { name: 'failed', text: 'failed', class: 'warn' },
    { name: 'dead', text: 'dead', class: 'bad' },
];

export function create(state, host) {
    const body = h('div');
    const note = h('p', { class: 'muted' });
    const element = h('section', { class: 'overview' }, h('div', { class: 'view-head' }, h('div', null, h('h1', { tabindex: -1 }, title), note)), body);
    const { load, renew, dispose } = polled(often, read, show, note);
    return { element, shown: load(), dispose, onZone: renew };

    async function read(signal) {
        const [figures, { pauses }] = await Promise.all([get('api/overview', { signal }), get('api/pauses', { signal })]);
        return { ...figures, pauses };
    }

    function show(figures) {
        note.replaceChildren('The last hour of all instances. ', ...aboutOf(host));
        const isOpen = [...body.querySelectorAll('details')].map(details => details.open);
        body.replaceChildren(
            h('div', { class: 'figures' },
                figure('Dead letters', number(figures.deadLetters), figures.deadLetters > 0 ? 'bad' : '', [h('a', { href: href({ status: 'dead' }) }, 'show'), ' · ', h('a', { href: href({ view: 'failures' }) }, 'by cause')]),
                figure('Retrying', number(figures.retrying), '', h('a', { href: href({ status: 'retrying' }) }, 'show')),
                figure('Waiting', number(figures.waiting), '',
                    figures.oldestDueAt ? ['messages; the oldest was due ', timeOf(figures.oldestDueAt, 'relative')] : 'messages in the queue'),
                percentiles('Answered within', figures.ack, 'deliveries', 'of accepted deliveries'),
                percentiles('Started after', figures.lag, 'events', 'of attempts, after they were due')),
            h('div', { class: 'charts' },
                barsOf('Deliveries per minute', figures.minutes, deliveries),
                barsOf('Outcomes per minute', figures.minutes, events)),
            h('div', { class: 'stack' },
                handlersOf(figures.handlers, figures.pauses),
                sourcesOf(figures.sources, figures.pauses)));
        body.querySelectorAll('details').forEach((details, index) => { details.open = isOpen[index] ?? false; });
    }
}

const aboutOf = ({ version, startedAt }) => [
    version && `PayHooks ${plain(version)}`,
    startedAt && [version ? ', the instance that answers started ' : 'The instance that answers started ', timeOf(startedAt, 'relative')],
    '.',
].flat().filter(Boolean);

const figure = (name, value, kind, note) => h('div', { class: `card figure ${kind}` }, h('h2', null, name), h('p', { class: 'value' }, value), h('p', { class: 'sub' }, note));

const percentiles = (name, { p50Ms, p95Ms, p99Ms, count }, what, which) => h('div', { class: 'card figure wide' },
    h('h2', null, name),
    h('dl', null, [['p50', p50Ms], ['p95', p95Ms], ['p99', p99Ms]].map(([text, value]) => h('div', null, h('dt', null, text), h('dd', { class: 'value' }, duration(value))))),
    h('p', { class: 'sub' }, count > 0 ? which : `no ${what} yet`));
