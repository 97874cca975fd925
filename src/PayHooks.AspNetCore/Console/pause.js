// Pausing and resuming a source or a handler.

import { change } from './api.js';
import { look } from './banner.js';
import { ask, field } from './dialog.js';
import { h } from './dom.js';
import { plain } from './format.js';
import { action } from './rights.js';
import { toast } from './toast.js';

const hour = 3_600_000;
const ends = [['I resume it', 0], ['30 minutes have passed', hour / 2], ['an hour has passed', hour], ['2 hours have passed', 2 * hour],
    ['8 hours have passed', 8 * hour], ['a day has passed', 24 * hour]];

// The button that pauses or resumes; kind is source or handler. Calls changed afterwards.
export function pauseButton(kind, name, paused, changed) {
    const properties = { 'data-key': `${kind} ${name}` };
    return paused?.state === 'resuming'
        ? action('Resume', { ...properties, reason: 'It is being resumed: its events are requeued.' })
        : paused
            ? action('Resume', { ...properties, class: 'primary', 'aria-label': `Resume ${plain(name)}`, onclick: () => resume(kind, name, changed) })
            : action('Pause', { ...properties, 'aria-label': `Pause ${plain(name)}`, onclick: () => pause(kind, name, changed) });
}

async function pause(kind, name, changed) {
    const reason = h('input', { type: 'text', maxlength: 500, autofocus: true, placeholder: 'for example: warehouse maintenance' });
    const until = h('select', null, ends.map(([text, length]) => h('option', { value: length }, text)));
    const isMeant = await ask({
        title: `Pause ${plain(name)}?`,
        text: [
            h('p', null, kind === 'source'
                ? 'Deliveries are still accepted. Their events wait before any handler runs, until it is resumed. No attempt is used up.'
                : 'Events wait for this handler until it is resumed; their other handlers run. No attempt is used up.'),
            h('p', null, 'It takes effect within ten seconds on all instances.'),
        ],
        fields: [field('Reason', reason), field('Until', until)],
        action: 'Pause',
    });
    if (isMeant) {
        const length = Number(until.value);
        await run(`${kind}s/${encodeURIComponent(name)}/pause`, {
            reason: reason.value.trim() || null, until: length ? new Date(Date.now() + length).toISOString() : null,
        }, `${plain(name)} is paused`, changed);
    }
}

const resume = (kind, name, changed) =>
    run(`${kind}s/${encodeURIComponent(name)}/resume`, undefined, `${plain(name)} is resumed: its events are requeued`, changed);

async function run(path, content, done, changed) {
    try {
        await change('POST', `api/${path}`, content);
        toast(done);
    } catch (error) {
        toast(`Not changed. ${error.message}`, 'failed');
    }

    look();
    await changed();
}
