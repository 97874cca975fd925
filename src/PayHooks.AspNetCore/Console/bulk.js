// A bulk replay: counts the events, asks for a reason, starts the job and shows it.

import { change } from './api.js';
import { ask, field } from './dialog.js';
import { h } from './dom.js';
import { number, plural } from './format.js';
import { go } from './route.js';
import { toast } from './toast.js';

const rate = 50;

// The filter is that of POST /api/replays; what names the events, such as "the selected events".
export async function replayMany(filter, what) {
    try {
        const counted = await post({ filter, dryRun: true });
        if (counted.total === 0) {
            toast(counted.skipped > 0
                ? `Nothing to replay: ${plural(counted.skipped, 'event')} changed nothing, are running or are paused.`
                : 'Nothing to replay: no event matches.', 'failed');
            return;
        }

        const reason = h('input', { type: 'text', maxlength: 500, autofocus: true, placeholder: 'for example: the warehouse is repaired' });
        const perSecond = h('input', { type: 'number', min: 1, max: 1000, value: rate, required: true });
        const limit = h('input', { type: 'number', min: 1, placeholder: 'all' });
        const isMeant = await ask({
            title: `Replay ${counted.more ? 'at least ' : ''}${plural(counted.total, 'event')}?`,
            text: [
                h('p', null, 'The handlers of ', what, ' that have not finished run again, each with the same idempotency key as before. '
                    + 'For completed events, all handlers run.'),
                counted.skipped > 0 && h('p', null, `${number(counted.skipped)} more are left out: they changed nothing, are running or are paused.`),
            ],
            fields: [field('Reason (in the audit)', reason), field('Events per second', perSecond), field('At most', limit)],
            action: 'Start',
        });
        if (isMeant) {
            const job = await post({
                filter, ratePerSecond: Number(perSecond.value), limit: limit.value ? Number(limit.value) : null, reason: reason.value.trim() || null,
            });
            toast('Bulk replay started');
            go({ view: 'jobs', job: job.id });
        }
    } catch (error) {
        toast(`Not replayed. ${error.message}`, 'failed');
    }
}

const post = content => change('POST', 'api/replays', content).then(response => response.json());
