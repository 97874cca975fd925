// Failure groups: the retrying and dead events by what fails. With a group in the address, that group with its events and jobs.

import { change, get } from './api.js';
import { replayMany } from './bulk.js';
import { timeOf } from './clock.js';
import { ask, field } from './dialog.js';
import { h } from './dom.js';
import { number, plain, plural } from './format.js';
import { polled } from './polled.js';
import { action } from './rights.js';
import { href } from './route.js';
import { toast } from './toast.js';
import { amountOf, statusOf } from './words.js';

export const title = 'Failures';

const often = 5_000;
const mostEvents = 20;

export function create(state) {
    const note = h('p', { class: 'muted' }, 'Retrying and dead events by source, handler and error. Numbers and ids are left out of the error.');
    const heading = h('h1', { tabindex: -1 }, 'Failures');
    const list = h('ul', { class: 'cards failures' });
    const rest = h('div');
    const up = h('a', { class: 'up', href: href({ view: 'failures' }) }, '← All failures');
    const element = h('section', null, up, h('div', { class: 'view-head' }, h('div', null, heading, note)), list, rest);
    const { load, renew, dispose } = polled(often, read, show, note);
    return { element, shown: update(state), update, dispose };

    function update(next) {
        state = next;
        up.hidden = !state.group;
        heading.textContent = state.group ? 'Failure group' : 'Failures';
        return renew();
    }

    async function read(signal) {
        const ask = (path, parameters) => get(path, { parameters, signal });
        if (!state.group) {
            return { groups: (await ask('api/failures')).groups };
        }

        const [{ groups }, { replays }, { events }] = await Promise.all(
            [ask('api/failures'), ask('api/replays'), ask('api/events', { group: state.group, limit: String(mostEvents) })]);
        return {
            groups: groups.filter(group => group.id === state.group),
            jobs: replays.filter(job => job.filter.group === state.group),
            events,
        };
    }

    function show(found) {
        const focused = list.contains(document.activeElement) && document.activeElement.closest('[data-key]')?.dataset.key;
        list.replaceChildren(...found.groups.map(cardOf));
        [...list.querySelectorAll('[data-key]')].find(one => one.dataset.key === focused)?.focus({ preventScroll: true });
        rest.replaceChildren(...(state.group ? detailOf(found) : found.groups.length === 0 ? [nothing()] : []));
    }

    function cardOf(group) {
        const name = `${group.handler ?? 'Outside a handler'}: ${group.error}`;
        const button = (text, onclick, properties) =>
            action(text, { 'data-key': `${group.id} ${text}`, 'aria-label': `${text}: ${plain(name)}`, onclick, ...properties });
        return h('li', { class: 'card' },
            h('div', { class: 'card-head' },
                h('h2', null, h('a', { href: href({ view: 'failures', group: group.id }), 'data-stop': true, 'data-key': group.id },
                    `${plural(group.count, 'event')}${group.more ? ' or more' : ''}`)),
                h('span', null, h('strong', null, group.handler === null ? 'outside a handler' : plain(group.handler)), ' for ',
                    h('a', { href: href({ view: 'sources', source: group.source }) }, plain(group.source))),
                group.acknowledgedBy
                    ? h('span', { class: 'tag' }, 'acknowledged by ', plain(group.acknowledgedBy), ' ', timeOf(group.acknowledgedAt, 'relative'))
                    : h('span', { class: 'tag warning' }, 'not acknowledged'),
                h('div', { class: 'end' },
                    button('Note', () => edit(group)),
                    button(group.acknowledgedBy ? 'Withdraw' : 'Acknowledge', () => save(group, { acknowledged: !group.acknowledgedBy })),
                    button('Replay', () => replayMany({ group: group.id }, 'this group'), { class: 'primary' }))),
            h('div', { class: 'card-body' },
                h('pre', { class: 'error' }, plain(group.error)),
                group.note && h('p', { class: 'note' }, plain(group.note)),
                h('p', { class: 'muted' },
                    group.count === 1 ? ['Last attempt ', timeOf(group.lastAt)] : ['Last attempts from ', timeOf(group.firstAt), ' to ', timeOf(group.lastAt)],
                    ' · ', timeOf(group.lastAt, 'relative'))));
    }

    async function edit(group) {
        const text = h('textarea', { rows: 3, maxlength: 1000, autofocus: true });
        text.value = group.note ?? '';
        const isMeant = await ask({
            title: 'Note for this group',
            text: h('p', null, 'Everybody who opens the group sees it: a ticket, who works on it. An empty note removes it.'),
            fields: [field('Note', text)],
            action: 'Save',
        });
        if (isMeant) {
            await save(group, { note: text.value.trim() });
        }
    }

    async function save(group, content) {
        try {
            await change('POST', `api/failures/${encodeURIComponent(group.id)}`, content);
            toast('Saved');
        } catch (error) {
            toast(`Not saved. ${error.message}`, 'failed');
        }

        await load();
    }

    function detailOf({ groups, jobs, events }) {
        return [
            groups.length === 0 && h('div', { class: 'empty' }, h('h2', null, 'This group has no events'),
                h('p', null, 'They have completed, were erased, or fail for another reason now.'),
                h('a', { href: href({ view: 'failures' }) }, 'All failures')),
            events.length > 0 && h('section', { class: 'card', 'aria-labelledby': 'events-title' },
                h('div', { class: 'card-head' }, h('h2', { id: 'events-title' }, 'Events'),
                    h('a', { href: href({ group: state.group }) }, 'All, with filters')),
                h('ul', { class: 'rows' }, events.map(event => eventOf(event, groups[0])))),
            jobs.length > 0 && h('section', { class: 'card', 'aria-labelledby': 'jobs-title' },
                h('div', { class: 'card-head' }, h('h2', { id: 'jobs-title' }, 'Bulk replays')),
                h('ul', { class: 'rows' }, jobs.map(job => h('li', null,
                    h('a', { href: href({ view: 'jobs', job: job.id }) }, plain(job.id)),
                    h('span', { class: 'sub' }, `${plain(job.state)}, ${number(job.done)} replayed, `, timeOf(job.at), ' by ', plain(job.by),
                        job.reason && `: ${plain(job.reason)}`))))),
        ].filter(Boolean);
    }
}

// An error is only repeated if it has numbers or ids that the group leaves out.
const eventOf = (event, group) => h('li', null,
    h('div', { class: 'row-head' },
        h('a', { href: href({ id: event.id }) }, plain(event.type)),
        statusOf(event),
        event.payment && h('a', { href: href({ payment: event.payment, source: event.source }) }, `payment ${plain(event.payment)}`),
        h('span', { class: 'muted' }, timeOf(event.receivedAt)),
        h('span', { class: 'end' }, amountOf(event.amount))),
    event.lastError && event.lastError !== (group?.handler ? `${group.handler}: ${group.error}` : group?.error) && h('span', { class: 'sub problem' }, plain(event.lastError)));

const nothing = () => h('div', { class: 'empty' }, h('h2', null, 'Nothing fails'), h('p', null, 'No event is retrying or dead.'));
