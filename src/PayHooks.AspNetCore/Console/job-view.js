// A bulk replay as a card, and its filter in words.

import { timeOf } from './clock.js';
import { h } from './dom.js';
import { number, plain, plural } from './format.js';
import { action } from './rights.js';
import { href } from './route.js';
import { outcomeName, statuses } from './words.js';

const states = { running: ['Running', 'processing'], done: ['Done', 'completed'], stopped: ['Stopped', 'unhandled'] };

export function jobOf(job, stop) {
    const [word, tone] = states[job.state] ?? [plain(job.state), 'unknown'];
    const total = Math.min(job.total, job.limit ?? job.total);
    const handled = job.done + job.failed;
    return h('li', { class: 'card', 'data-key': job.id },
        h('div', { class: 'card-head' },
            h('h2', null, h('a', { href: href({ view: 'jobs', job: job.id }), 'data-stop': true }, plain(job.id))),
            h('span', { class: `status ${tone}` }, word),
            h('span', { class: 'muted' }, timeOf(job.at), ' · ', timeOf(job.at, 'relative'), ' · by ', plain(job.by)),
            job.state === 'running' && h('div', { class: 'end' },
                action('Stop', { class: 'danger', 'aria-label': `Stop ${plain(job.id)}`, onclick: () => stop(job) }))),
        h('div', { class: 'card-body' },
            job.reason && h('p', { class: 'note' }, plain(job.reason)),
            h('progress', { max: Math.max(total, 1), value: Math.min(handled, Math.max(total, 1)), 'aria-label': `Progress of ${plain(job.id)}` }),
            h('dl', { class: 'facts-line' },
                fact('Replayed', `${number(job.done)} of ${number(total)}${job.more ? ' or more' : ''}`),
                fact('Not possible', number(job.failed), job.failed > 0),
                fact('Left out', number(job.skipped)),
                fact('Rate', `${number(job.ratePerSecond)} per second`),
                job.endedAt && fact('Ended', timeOf(job.endedAt))),
            h('p', null, 'Events: ', filterOf(job))));
}

const fact = (name, value, isBad) => h('div', { class: isBad ? 'found-some' : '' }, h('dt', null, name), h('dd', null, value));

// What the filter selects, with links to it.
export function filterOf({ at, filter }) {
    const { ids, group, source, type, handler, status, outcome, livemode, error, since, until, payment } = filter;
    const parts = [
        ids && [plural(ids.length, 'selected event'), ids.length <= 5 && [': ', join(ids.map(id => h('a', { href: href({ id }) }, plain(id))))]],
        group && ['failure group ', h('a', { href: href({ view: 'failures', group }) }, plain(group))],
        payment && ['payment ', h('a', { href: href({ payment, source: source?.[0] }) }, plain(payment))],
        source && ['source ', either(source.map(name => h('a', { href: href({ source: name }) }, plain(name))))],
        type && ['type ', either(type.map(plain))],
        status && ['status ', either(status.map(one => statuses[one] ?? plain(one)))],
        outcome && ['outcome ', either(outcome.map(outcomeName))],
        livemode !== null && livemode !== undefined && `${livemode ? 'live' : 'test'} mode`,
        handler && ['handler ', either(handler.map(plain))],
        error && `error “${plain(error)}”`,
        since && ['since ', timeOf(since)],
        until && until !== at && ['until ', timeOf(until)], // events that arrive after the start are never part of it
    ].filter(Boolean);
    return join(parts);
}

const either = parts => parts.flatMap((part, index) => (index > 0 ? [' or ', part] : [part]));

const join = parts => parts.flatMap((part, index) => (index > 0 ? [', ', part] : [part]));
