// The banner for what needs attention: a lost connection, dead letters, pauses and flagged payments. Shown on every view.

import { get } from './api.js';
import { timeOf } from './clock.js';
import { h } from './dom.js';
import { plain, plural } from './format.js';
import { href } from './route.js';

const often = 10_000;
const soon = 500;
const patience = 2_000; // a stream that is only being renewed is not worth a banner
const place = document.getElementById('banner');
const lost = h('div');
const rest = h('div');
place.append(lost, rest);
let timer;
let shown;
let lostTimer;

// Polls the counts.
export function start() {
    clearTimeout(timer);
    refresh();
}

// Refreshes the counts soon: an event may have become dead or recovered.
export function look() {
    clearTimeout(timer);
    timer = setTimeout(refresh, soon);
}

// Shows or removes what a lost connection means.
export function connection(state) {
    if (state !== 'disconnected') {
        clearTimeout(lostTimer);
        lostTimer = undefined;
        lost.replaceChildren();
    } else if (!lostTimer) {
        const since = new Date().toISOString();
        lostTimer = setTimeout(() => lost.replaceChildren(disconnected(since)), patience);
    }
}

async function refresh() {
    try {
        if (document.visibilityState === 'visible') {
            const [stats, { pauses }] = await Promise.all([get('api/stats'), get('api/pauses')]);
            show(stats, pauses);
        }
    } catch (error) {
        if (error.status === 401) {
            return;
        }
    }

    clearTimeout(timer);
    timer = setTimeout(refresh, often);
}

function show({ deadLetters, flagged }, pauses) {
    const figures = JSON.stringify([deadLetters, flagged, pauses]);
    if (figures !== shown) {
        shown = figures;
        rest.replaceChildren(...[
            deadLetters > 0 && dead(deadLetters), pauses.length > 0 && paused(pauses), flagged > 0 && attention(flagged),
        ].filter(Boolean));
    }
}

const disconnected = since => h('div', { class: 'banner lost', role: 'alert' },
    h('p', null,
        h('strong', null, 'Disconnected'), ' since ', timeOf(since), '. What you see stays readable but may be out of date, and nothing can be changed. ',
        'The page connects again by itself. While the server is down, providers deliver again later.'));

const dead = count => h('div', { class: 'banner dead', role: 'alert' },
    h('p', null,
        h('strong', null, plural(count, 'dead letter')),
        count === 1 ? ': an event whose last attempt failed. It waits until you replay it. ' : ': events whose last attempt failed. They wait until you replay them. ',
        h('a', { href: href({ status: 'dead' }) }, count === 1 ? 'Show it' : 'Show them'), ' · ',
        h('a', { href: href({ view: 'failures' }) }, 'By cause')));

const paused = pauses => h('div', { class: 'banner attention paused', role: 'status' },
    h('p', null,
        h('strong', null, 'Paused: '),
        pauses.map((pause, index) => [
            index > 0 && ' · ', `${pause.kind} ${plain(pause.name)}`, pause.reason && ` (${plain(pause.reason)})`,
            pause.state === 'resuming' ? ', resuming' : pause.until && [', until ', timeOf(pause.until)],
        ]),
        '. ', h('a', { href: href({ view: 'sources' }) }, 'Show')));

// Nothing is lost and nothing waits, so this is shown without emphasis.
const attention = count => h('div', { class: 'banner attention', role: 'status' },
    h('p', null,
        h('strong', null, count === 1 ? '1 payment needs attention' : `${plural(count, 'payment')} need attention`),
        ': look at what the provider reported. ',
        h('a', { href: href({ view: 'flags' }) }, count === 1 ? 'Show it' : 'Show them')));
