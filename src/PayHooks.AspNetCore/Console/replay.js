// Replay, from the list and from the event page.

import { change } from './api.js';
import { ask } from './dialog.js';
import { h } from './dom.js';
import { plain, shorten } from './format.js';
import { whyNot } from './rights.js';
import { toast } from './toast.js';

const consequence = {
    completed: 'All its handlers run again, with the same idempotency key as before.',
    dead: 'The handlers that have not finished run again, with the same idempotency key as before.',
    retrying: 'The handlers that have not finished run now instead of waiting for the next attempt.',
};

// Asks for confirmation and replays; returns whether the server accepted it.
export async function replay(event) {
    if (whyNot('operate')) {
        toast(whyNot('operate'), 'failed');
        return false;
    }

    const isMeant = await ask({
        title: 'Replay this event?',
        text: [
            h('p', null, h('strong', null, plain(event.type)), ' ', h('code', { title: event.id }, shorten(event.id)), ' from ', plain(event.source)),
            h('p', null, consequence[event.status] ?? 'Its handlers run again.'),
        ],
        action: 'Replay',
    });
    if (!isMeant) {
        return false;
    }

    try {
        await change('POST', `api/events/${encodeURIComponent(event.id)}/replay`);
        toast('Replay accepted');
        return true;
    } catch (error) {
        toast(`Not replayed. ${error.message}`, 'failed');
        return false;
    }
}
