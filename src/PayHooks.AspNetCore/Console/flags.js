// Flagged payments that have not been marked as seen: what happened, what to do, and where to look.

import { change, get } from './api.js';
import { look } from './banner.js';
import { timeOf } from './clock.js';
import { h } from './dom.js';
import { plain } from './format.js';
import { polled } from './polled.js';
import { action } from './rights.js';
import { href } from './route.js';
import { toast } from './toast.js';
import { flagOf } from './words.js';

export const title = 'Flags';

const often = 10_000;

export function create() {
    const note = h('p', { class: 'muted' },
        'What providers reported that a person should look at. A flag stays on its payment; here it is until you mark it as seen.');
    const list = h('ul', { class: 'flags' });
    const instead = h('div');
    const heading = h('h1', { tabindex: -1 }, 'Payments that need attention');
    const element = h('section', null, h('div', { class: 'view-head' }, h('div', null, heading, note)), list, instead);
    const { load, dispose } = polled(often, signal => get('api/flags', { signal }), show, note);
    return { element, shown: load(), dispose };

    function show({ flags }) {
        list.replaceChildren(...[...Map.groupBy(flags, keyOf).values()].map(cardOf));
        const none = h('div', { class: 'empty' }, h('h2', null, 'No payment needs attention'));
        instead.replaceChildren(...(flags.length === 0 ? [none] : []));
    }

    function cardOf(flags) {
        const { source, subject } = flags[0];
        const name = `${subject.kind === 'payment' ? 'Payment' : 'Payout'} ${plain(subject.id)}`;
        return h('li', { class: 'card' },
            h('div', { class: 'card-head' },
                h('h2', null, subject.kind === 'payment' ? h('a', { href: href({ payment: subject.id, source }), 'data-stop': true }, name) : name),
                h('span', { class: 'muted' }, 'from ', plain(source)),
                action('Mark as seen', { class: 'seen', 'aria-label': `Mark as seen: ${name}`, onclick: () => markSeen(flags[0], name) })),
            flags.map(flag => h('div', { class: 'card-body' },
                flagOf(flag.flag, flag.explanation),
                h('p', { class: 'sub' }, timeOf(flag.raisedAt), ', with ', h('a', { href: href({ id: flag.event }) }, 'this event')))));
    }

    async function markSeen({ source, subject }, name) {
        try {
            await change('POST', `api/flags/${[source, subject.kind, subject.id].map(encodeURIComponent).join('/')}/seen`);
            toast(`${name} marked as seen`);
            look();
            heading.focus({ preventScroll: true });
            await load();
        } catch (error) {
            toast(`Not marked. ${error.message}`, 'failed');
        }
    }
}

const keyOf = flag => JSON.stringify([flag.source, flag.subject.kind, flag.subject.id]);
