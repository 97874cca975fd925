// The filters above the list. They show and change the URL's state and hold none of their own.

import { h } from './dom.js';
import { plain } from './format.js';
import { go } from './route.js';
import { results, statuses } from './words.js';
import { fromInput, label, toInput } from './zone.js';

const ranges = { '1h': 'Last hour', '24h': 'Last 24 hours', '7d': 'Last 7 days', '30d': 'Last 30 days' };
const hours = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 };
const searched = { id: 'event id', providerEventId: 'provider’s id', paymentId: 'payment id', resourceId: 'resource id', merchantReference: 'merchant reference' };

export function create(host) {
    const search = h('input', {
        id: 'q', type: 'search', placeholder: `Find by ${host.search.map(name => searched[name] ?? name).join(', ')}`,
        autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', onchange: apply,
    });
    const source = select('source', 'Any source', host.sources.map(name => [name, name]));
    const status = select('status', 'Any status', host.statuses.map(name => [name, statuses[name] ?? name]));
    const outcome = select('outcome', 'Any outcome', Object.entries(results));
    const type = select('type', 'Any type', host.types.map(name => [name, name]));
    const range = select('range', 'Any time', [...Object.entries(ranges), ['between', 'Between …']]);
    const livemode = select('livemode', 'Live and test', Object.entries(modes));
    const handler = select('handler', 'Any handler', (host.handlers ?? []).map(name => [name, name]));
    const error = h('input', { id: 'error', type: 'search', placeholder: 'Error contains', autocomplete: 'off', spellcheck: 'false', onchange: apply });
    const zoneName = h('span', { class: 'muted' });
    const since = h('input', { id: 'since', type: 'datetime-local', step: 1, onchange: apply });
    const until = h('input', { id: 'until', type: 'datetime-local', step: 1, onchange: apply });
    const between = h('div', { class: 'between', hidden: true }, labelled('From', since), labelled('until', until), zoneName);
    const clear = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => go({ view: 'events' }) }, 'Clear filters');
    const element = h('form', { class: 'filters', role: 'search', 'aria-label': 'Filter events', onsubmit: event => { event.preventDefault(); apply(); } },
        h('label', { class: 'unseen', for: 'q' }, 'Search by id'), search, ...[source, status, outcome, type, handler, livemode].map(unseenLabel), unseenLabel(error), unseenLabel(range), between, clear);
    let group = ''; // only a link sets it
    return { element, show, focus: () => search.select() };

    // Shows the URL's values even if they are not in the lists.
    function show(state) {
        for (const box of [source, status, outcome, type, handler, livemode]) {
            keep(box, state[box.id]);
        }

        search.value = state.q;
        error.value = state.error;
        group = state.group;
        zoneName.textContent = label();
        range.value = state.since || state.until ? 'between' : state.range in ranges ? state.range : '';
        since.value = toInput(state.since);
        until.value = toInput(state.until);
        between.hidden = range.value !== 'between';
        clear.hidden = !isFiltered(state);
    }

    function apply() {
        const isBetween = range.value === 'between';
        between.hidden = !isBetween;
        go({
            view: 'events', q: search.value.trim(), source: source.value, status: status.value, outcome: outcome.value, type: type.value,
            handler: handler.value, livemode: livemode.value, error: error.value.trim(), group: ['dead', 'retrying'].includes(status.value) ? group : '',
            range: isBetween ? '' : range.value,
            since: isBetween ? fromInput(since.value) : '', until: isBetween ? fromInput(until.value) : '',
        });
        // "Between" alone is not a filter yet, so its inputs stay open.
        if (isBetween) {
            range.value = 'between';
            between.hidden = false;
        }
    }

    function select(id, any, options) {
        return h('select', { id, onchange: apply }, h('option', { value: '' }, any), options.map(([value, text]) => h('option', { value }, text)));
    }
}

const filterNames = ['q', 'source', 'status', 'outcome', 'type', 'handler', 'livemode', 'error', 'group', 'range', 'since', 'until'];

export const isFiltered = state => filterNames.some(name => state[name]);

// Whether the page can tell if an event matches; only the server knows which handlers have failed, and the groups.
export const isDecidable = state => !state.handler && !state.group;

// The API parameters for a URL state.
export function parameters(state, now = Date.now()) {
    const { q, source, status, outcome, type, handler, livemode, error, group, until, cursor } = state;
    const since = state.range in hours ? new Date(now - hours[state.range] * 3_600_000).toISOString() : state.since;
    return { q, source, status, outcome, type, handler, livemode, error, group, since, until, cursor };
}

// The same as the filter of a bulk replay, without what is not set.
export function toReplay(state) {
    const { cursor, ...filter } = parameters(state);
    const set = Object.entries(filter).filter(([, value]) => value);
    return Object.fromEntries(set.map(([name, value]) => [name, name === 'livemode' ? value === 'true' : value]));
}

// Whether an event belongs in the list, by the same rules as the server.
export function matches(event, state) {
    const { q, source, status, outcome, type, livemode, error, since, until } = parameters(state);
    return (!source || event.source === source) && (!status || event.status === status) && (!outcome || event.outcome === outcome) && (!type || event.type === type)
        && (!livemode || String(event.livemode) === livemode) && (!error || event.lastError?.toLowerCase().includes(error.toLowerCase()))
        && (!since || Date.parse(event.receivedAt) >= Date.parse(since)) && (!until || Date.parse(event.receivedAt) < Date.parse(until))
        && (!q || [event.id, event.providerEventId, event.payment, event.resource.id, event.resource.merchantReference].includes(q));
}

function keep(box, value) {
    if (value && ![...box.options].some(option => option.value === value)) {
        box.append(h('option', { value }, plain(value)));
    }

    box.value = value;
}

const modes = { true: 'Live', false: 'Test' };

const names = {
    source: 'Source', status: 'Status', outcome: 'Outcome', type: 'Type', handler: 'Handler', livemode: 'Mode', error: 'Error text', range: 'Time',
};

const unseenLabel = box => [h('label', { class: 'unseen', for: box.id }, names[box.id]), box];

const labelled = (text, input) => h('label', null, h('span', null, text), ' ', input);
