// Rejected deliveries: the first place to look when webhooks do not arrive.

import { get } from './api.js';
import { timeOf } from './clock.js';
import { command } from './empty.js';
import { h } from './dom.js';
import { bytes, number, plain } from './format.js';
import { polled } from './polled.js';
import { current, go } from './route.js';

export const title = 'Rejected';

const often = 4_000;

export function create(state, host) {
    const source = h('select', { id: 'source', onchange: () => go({ view: 'rejected', source: source.value }) },
        h('option', { value: '' }, 'Any source'), host.sources.map(name => h('option', { value: name }, name)));
    const note = h('p', { class: 'muted' });
    const body = h('tbody');
    const table = h('table', { class: 'rejected', 'aria-label': 'Rejected deliveries, newest first', hidden: true },
        h('thead', null, h('tr', null, ['Time', 'Source', 'Reason', 'Answer', 'From', 'Size'].map(text => h('th', { scope: 'col' }, text)))), body);
    const instead = h('div');
    const element = h('section', null,
        h('div', { class: 'view-head' }, h('div', null, h('h1', { tabindex: -1 }, 'Rejected deliveries'), note), h('label', { class: 'unseen', for: 'source' }, 'Source'), source),
        table, instead);
    let shownTop;
    const read = signal => get('api/rejected', { parameters: { source: state.source }, signal });
    const { renew, dispose } = polled(often, read, show, note);
    return { element, shown: update(state), update, dispose };

    function update(next) {
        state = next;
        source.value = state.source;
        shownTop = undefined;
        return renew();
    }

    function show({ rejected, counts, since }) {
        note.replaceChildren('Since ', timeOf(since), ', the first few of each cause and minute. Never a body, a header or a secret.');
        const top = `${counts.reduce((sum, one) => sum + one.count, 0)} ${rejected[0]?.at}`;
        if (top !== shownTop) {
            shownTop = top;
            body.replaceChildren(...rowsOf(rejected, counts));
            table.hidden = rejected.length === 0;
            instead.replaceChildren(...(rejected.length === 0 ? [nothing(current().source)] : []));
        }
    }
}

// The newest delivery of each cause and minute says how many more there were.
function rowsOf(rejected, counts) {
    const more = new Map(counts.map(one => [keyOf(one, one.minute), one.count]));
    const keys = rejected.map(delivery => keyOf(delivery, delivery.at));
    keys.forEach(key => more.set(key, (more.get(key) ?? 1) - 1));
    return rejected.map((delivery, index) => rowOf(delivery, keys.indexOf(keys[index]) === index ? more.get(keys[index]) : 0));
}

const keyOf = ({ source, status, reason }, at) => `${Math.floor(Date.parse(at) / 60_000)} ${source} ${status} ${reason}`;

const rowOf = (delivery, more) => h('tr', null,
    h('td', { class: 'when' }, timeOf(delivery.at), h('span', { class: 'sub' }, timeOf(delivery.at, 'relative'))),
    h('td', { class: 'source' }, delivery.source ? plain(delivery.source) : h('span', { class: 'muted' }, 'unknown')),
    h('td', { class: 'reason' }, h('code', null, plain(delivery.reason)), h('span', { class: 'sub' }, explain(delivery)),
        more > 0 ? h('span', { class: 'sub' }, `and ${number(more)} more in this minute`) : null),
    h('td', { class: 'answer' }, delivery.status),
    h('td', { class: 'from' }, delivery.remoteAddress ? h('code', null, plain(delivery.remoteAddress)) : '–'),
    h('td', { class: 'size' }, bytes(delivery.bytes)));

// Explanations for reasons that the server does not explain itself.
const meanings = {
    unknown_source: name => (name ? `No source is called ${name}. Look at the URL in the provider’s dashboard.` : 'No source has this name.'),
    too_large: () => 'The body is larger than PayHooks__MaxBodyBytes.',
    source_misconfigured: () => 'The source has no usable secret. The server’s log names it.',
    too_many_bodies: () => 'Too many bodies arrived at once. The provider tries again.',
    not_durable: () => 'The store did not confirm the write in time. The provider tries again.',
};

const explain = ({ reason, detail }) => meanings[reason]?.(detail && plain(detail)) ?? (detail ? plain(detail) : '');

const nothing = source => h('div', { class: 'empty' },
    h('h2', null, source ? `Nothing was rejected from ${plain(source)}` : 'Nothing was rejected'),
    h('p', null, 'If webhooks do not arrive, they do not reach this server: check the URL in the provider’s dashboard, the tunnel, and the firewall. To see whether a saved delivery would be accepted:'),
    command('payhooks verify PROVIDER --body FILE --header "NAME: VALUE"'));
