// What happened to an event, in order: deliveries, attempts, replays, and the next step.

import { timeOf } from './clock.js';
import { h } from './dom.js';
import { duration, number, plain, plural } from './format.js';
import { href } from './route.js';
import { outcomes, verifications } from './words.js';

export function create(event) {
    const { deliveries, attempts, replays } = event.log;
    const entries = [
        ...(event.occurredAt ? [[event.occurredAt, 'past', ['Happened', by(event.provider)]]] : []),
        ...deliveries.map((delivery, index) => [delivery.receivedAt, delivery.conflict ? 'warning' : 'delivery', deliveryOf(delivery, index > 0 || event.deliveries > deliveries.length)]),
        ...attempts.map((attempt, index) => [attempt.at, attempt.outcome === 'succeeded' ? 'good' : 'bad', attemptOf(attempt, attempts[index - 1], event)]),
        ...replays.map(replay => [replay.at, 'replay', ['Replay', sub(h('code', null, plain(replay.id)), replay.job && [', by ', h('a', { href: href({ view: 'jobs', job: replay.job }) }, 'a bulk replay')])]]),
        ...(event.completedAt ? [[event.completedAt, 'good', ['Completed', event.attempts === 0 && sub('No handler is registered for this type.')]]] : []),
        ...(event.erasedAt ? [[event.erasedAt, 'past', ['Payload erased']]] : []),
    ];
    // An entry without a time keeps its position in the log.
    entries.sort((a, b) => (a[0] && b[0] ? Date.parse(a[0]) - Date.parse(b[0]) : 0));
    return h('section', { class: 'card timeline', 'aria-labelledby': 'timeline-title' },
        h('div', { class: 'card-head' }, h('h2', { id: 'timeline-title' }, 'Timeline'), h('span', { class: 'muted' }, summary(event))),
        h('ol', null, entries.map(([at, kind, content]) => entry(kind, at, content)), next(event)));
}

const entry = (kind, at, content) => h('li', { class: kind }, h('div', { class: 'what' }, content), at && h('div', { class: 'when' }, timeOf(at), sub(timeOf(at, 'relative'))));

const sub = (...children) => h('span', { class: 'sub' }, ...children);

const by = provider => sub(`by the clock of ${plain(provider)}`);

function deliveryOf(delivery, isRepeat) {
    const secret = Number.isInteger(delivery.secretIndex) ? `, secret ${delivery.secretIndex}` : '';
    return [
        isRepeat ? 'Delivered again' : 'Delivered',
        sub(verifications[delivery.verification] ?? plain(delivery.verification), secret),
        delivery.conflict && sub(h('span', { class: 'tag warning' }, 'another body than the first')),
    ];
}

// The event's last error is shown above the timeline.
function attemptOf(attempt, before, { status, lastError }) {
    const outcome = outcomes[attempt.outcome] ?? plain(attempt.outcome);
    const isLast = status !== 'completed' && [attempt.error, `${attempt.handler}: ${attempt.error}`].includes(lastError);
    const isSame = attempt.error && (isLast || attempt.error === before?.error);
    return [
        `Attempt ${number(attempt.attempt)} ${outcome}`,
        sub(attempt.handler ? [h('strong', null, plain(attempt.handler)), ' in '] : 'after ', duration(attempt.durationMs), isSame && (isLast ? ', with the last error' : ', with the same error')),
        attempt.error && !isSame && h('pre', { class: 'error' }, plain(attempt.error)),
    ];
}

function next(event) {
    if (event.status === 'retrying' && event.nextAttemptAt) {
        return entry('next', event.nextAttemptAt, ['Next attempt', sub('unless you replay it before')]);
    }

    if (event.status === 'processing') {
        return entry('next', null, ['Its handlers run now']);
    }

    return event.status === 'dead' && !event.erasedAt
        ? entry('bad', null, ['No more attempts', sub('It waits until you replay or erase it.')])
        : null;
}

function summary({ deliveries, conflicts, attempts, log }) {
    const kept = deliveries > log.deliveries.length && log.deliveries.length > 0 ? `, the last ${log.deliveries.length} in detail` : '';
    const differ = conflicts > 0 ? `, ${number(conflicts)} with another body` : '';
    return `${plural(deliveries, 'delivery', 'deliveries')}${differ}${kept} · ${plural(attempts, 'attempt')}`;
}
