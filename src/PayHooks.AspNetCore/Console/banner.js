// The banner for what needs attention: dead letters and flagged payments. Shown on every view until someone has reviewed them.

import { get } from './api.js';
import { h } from './dom.js';
import { plural } from './format.js';
import { href } from './route.js';

const often = 10_000;
const soon = 500;
const place = document.getElementById('banner');
let timer;
let shown;

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

async function refresh() {
    try {
        if (document.visibilityState === 'visible') {
            show(await get('api/stats'));
        }
    } catch (error) {
        if (error.status === 401) {
            return;
        }
    }

    clearTimeout(timer);
    timer = setTimeout(refresh, often);
}

function show({ deadLetters, flagged }) {
    const figures = `${deadLetters} ${flagged}`;
    if (figures !== shown) {
        shown = figures;
        place.replaceChildren(...(deadLetters > 0 ? [dead(deadLetters)] : []), ...(flagged > 0 ? [attention(flagged)] : []));
    }
}

const dead = count => h('div', { class: 'banner', role: 'alert' },
    h('p', null,
        h('strong', null, plural(count, 'dead letter')),
        count === 1 ? ': an event whose last attempt failed. It waits until you replay it. ' : ': events whose last attempt failed. They wait until you replay them. ',
        h('a', { href: href({ status: 'dead' }) }, count === 1 ? 'Show it' : 'Show them')));

// Nothing is lost and nothing waits, so this is shown without emphasis.
const attention = count => h('div', { class: 'banner attention', role: 'status' },
    h('p', null,
        h('strong', null, count === 1 ? '1 payment needs attention' : `${plural(count, 'payment')} need attention`),
        ': look at what the provider reported. ',
        h('a', { href: href({ view: 'flags' }) }, count === 1 ? 'Show it' : 'Show them')));
