// Sources and handlers: their state, and pausing and resuming them.

import { get } from './api.js';
import { h } from './dom.js';
import { handlersOf, sourcesOf } from './health-tables.js';
import { pauseButton } from './pause.js';
import { polled } from './polled.js';
import { href } from './route.js';

export const title = 'Sources';

const often = 5_000;

export function create(state, host) {
    const note = h('p', { class: 'muted' }, 'The last hour of all instances. Events of a paused source or handler wait; nothing is lost.');
    const body = h('div', { class: 'stack' });
    const all = h('a', { class: 'up', href: href({ view: 'sources' }) }, '← All sources and handlers');
    const element = h('section', null, all, h('div', { class: 'view-head' }, h('div', null, h('h1', { tabindex: -1 }, 'Sources and handlers'), note)), body);
    const { load, renew, dispose } = polled(often, read, show, note);
    return { element, shown: update(state), update, dispose };

    function update(next) {
        state = next;
        all.hidden = !state.source;
        return renew();
    }

    async function read(signal) {
        const [overview, { pauses }] = await Promise.all([get('api/overview', { signal }), get('api/pauses', { signal })]);
        return { sources: overview.sources, ran: overview.handlers, pauses };
    }

    function show(found) {
        const focused = body.contains(document.activeElement) && document.activeElement.dataset.key;
        const { sources, ran, pauses } = found;
        const buttonOf = (kind, name) => pauseButton(kind, name, pauses.find(one => one.kind === kind && one.name === name), load);
        // A handler may be paused although it is not registered any more.
        const names = new Set([...ran.map(one => one.name), ...(host.handlers ?? []), ...pauses.filter(one => one.kind === 'handler').map(one => one.name)]);
        const handlers = [...names].map(name => ran.find(one => one.name === name) ?? { name });
        body.replaceChildren(...[
            sourcesOf(sources.filter(source => !state.source || source.name === state.source), pauses, buttonOf),
            !state.source && handlersOf(handlers, pauses, buttonOf),
        ].filter(Boolean));
        [...body.querySelectorAll('[data-key]')].find(one => focused && one.dataset.key === focused)?.focus({ preventScroll: true });
    }
}
