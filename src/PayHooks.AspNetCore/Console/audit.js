// Requests that changed something: who, when, what and why.

import { get } from './api.js';
import { timeOf } from './clock.js';
import { h } from './dom.js';
import { plain } from './format.js';
import { polled } from './polled.js';
import { href } from './route.js';

export const title = 'Audit';

const often = 10_000;

export function create(state) {
    const note = h('p', { class: 'muted' }, 'Requests that changed something, newest first. Entries are kept for 400 days.');
    const body = h('tbody');
    const table = h('table', { class: 'table-card audit', 'aria-label': 'Audit entries, newest first', hidden: true },
        h('thead', null, h('tr', null, ['Time', 'Who', 'Operation', 'Reason', 'Answer'].map(text => h('th', { scope: 'col' }, text)))), body);
    const instead = h('div');
    const paging = h('nav', { class: 'paging', 'aria-label': 'Pages' });
    const element = h('section', null, h('div', { class: 'view-head' }, h('div', null, h('h1', { tabindex: -1 }, 'Audit'), note)), table, instead, paging);
    const { renew, dispose } = polled(often, signal => get('api/audit', { parameters: { cursor: state.cursor }, signal }), show, note);
    return { element, shown: update(state), update, dispose };

    function update(next) {
        state = next;
        return renew();
    }

    function show({ entries, cursor }) {
        body.replaceChildren(...entries.map(rowOf));
        table.hidden = entries.length === 0;
        instead.replaceChildren(...(entries.length > 0 ? [] : [h('div', { class: 'empty' },
            h('h2', null, 'Nothing was changed'), h('p', null, 'Replays, pauses, notes, erasures and runs of the reconciliation are recorded here.'))]));
        paging.replaceChildren(...[
            state.cursor && h('a', { href: href({ view: 'audit' }), class: 'button' }, '← Newest'),
            cursor && h('a', { href: href({ view: 'audit', cursor }), class: 'button' }, 'Older →'),
        ].filter(Boolean));
    }
}

const rowOf = entry => h('tr', null,
    h('td', { class: 'when' }, timeOf(entry.at), h('span', { class: 'sub' }, timeOf(entry.at, 'relative'))),
    h('td', { class: 'who' }, plain(entry.who)),
    h('td', { class: 'what' }, plain(entry.operation), h('span', { class: 'sub' }, subjectOf(entry.request)),
        contentOf(entry)),
    h('td', { class: 'why' }, entry.reason ? plain(entry.reason) : h('span', { class: 'muted' }, 'none given')),
    h('td', { class: 'answer' }, answerOf(entry.status)));

// The reason has a column of its own.
function contentOf({ content, reason }) {
    const { reason: said, ...rest } = content ?? {};
    const shown = said === reason ? rest : content ?? {};
    return Object.keys(shown).length > 0 && h('code', { class: 'sub' }, plain(JSON.stringify(shown)));
}

const answerOf = status => (status === null
    ? h('span', { class: 'tag warning', title: 'The process was killed. The change may have been made.' }, 'unknown')
    : h('span', { class: status < 400 ? '' : 'problem' }, String(status)));

// The request, with a link to the event, payment, group or job that it names.
const targets = [
    [/\/api\/events\/(evt_[a-z2-7]+)/, ([, id]) => ({ id })],
    [/\/api\/payments\/([^/?]+)\/([^/?]+)/, ([, source, payment]) => ({ source, payment })],
    [/\/api\/failures\/([0-9a-f]+)/, ([, group]) => ({ view: 'failures', group })],
    [/\/api\/replays\/(job_\w+)/, ([, job]) => ({ view: 'jobs', job })],
    [/\/api\/sources\/([^/?]+)\//, ([, source]) => ({ view: 'sources', source })],
];

function subjectOf(request) {
    for (const [pattern, stateOf] of targets) {
        const found = pattern.exec(request);
        if (found) {
            return h('a', { href: href(stateOf(found.map(decoded))), 'data-stop': true }, plain(request));
        }
    }

    return plain(request);
}

function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}
