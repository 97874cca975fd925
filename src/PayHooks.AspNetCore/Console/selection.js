// The events selected in the list, and the bulk replay of them or of all that match the filter.

import { h } from './dom.js';
import { plural } from './format.js';
import { action } from './rights.js';

const replayable = ['completed', 'retrying', 'dead'];

// filterOf returns the list's filter as POST /api/replays takes it, with q for a search.
export function create(filterOf) {
    const chosen = new Set();
    const element = h('div', { class: 'selection', role: 'status' });
    return { element, show, toggle, clear, has: id => chosen.has(id) };

    function toggle(id, isChosen = !chosen.has(id)) {
        if (isChosen) {
            chosen.add(id);
        } else {
            chosen.delete(id);
        }

        show();
    }

    function clear() {
        chosen.clear();
        for (const box of document.querySelectorAll('.choose')) {
            box.checked = false;
        }

        show();
    }

    function show() {
        const { q, ...filter } = filterOf();
        const isFiltered = q || Object.keys(filter).length > 0;
        element.replaceChildren(...(chosen.size > 0
            ? [
                h('strong', null, plural(chosen.size, 'event'), ' selected'),
                action('Replay selected', { class: 'primary', onclick: () => replay({ ids: [...chosen] }, plural(chosen.size, 'selected event')) }),
                h('button', { type: 'button', class: 'quiet', onclick: clear }, 'Clear selection'),
            ]
            : isFiltered ? [action('Replay all that match', { class: 'quiet', reason: reasonOf(q, filter), onclick: () => replay(filter, 'all events that match') })] : []));
    }
}

// Loaded when it is needed: most visits replay nothing.
async function replay(filter, what) {
    const { replayMany } = await import('./bulk.js');
    await replayMany(filter, what);
}

function reasonOf(q, { status }) {
    return q ? 'What a search finds cannot be replayed as a whole. Select the events.'
        : status?.some(one => !replayable.includes(one)) ? 'Events that run or are paused cannot be replayed.'
            : '';
}
