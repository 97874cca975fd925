// The filters above the list. They show and change the URL's state and hold none of their own.

import { h } from './dom.js';
import { plain } from './format.js';
import { go } from './route.js';
import { results, statuses } from './words.js';

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
    const since = h('input', { id: 'since', type: 'datetime-local', step: 1, onchange: apply });
    const until = h('input', { id: 'until', type: 'datetime-local', step: 1, onchange: apply });
    const between = h('div', { class: 'between', hidden: true }, labelled('From', since), labelled('until', until));
    const clear = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => go({ view: 'events' }) }, 'Clear filters');
    const element = h('form', { class: 'filters', role: 'search', 'aria-label': 'Filter events', onsubmit: event => { event.preventDefault(); apply(); } },
        h('label', { class: 'unseen', for: 'q' }, 'Search by id'), search, ...[source, status, outcome, type, range].map(unseenLabel), between, clear);
    return { element, show, focus: () => search.select() };

    // Shows the URL's values even if they are not in the lists.
    function show(state) {
        for (const box of [source, status, outcome, type]) {
            keep(box, state[box.id]);
        }

        search.value = state.q;
        range.value = state.since || state.until ? 'between' : state.range in ranges ? state.range : '';
        since.value = toLocal(state.since);
        until.value = toLocal(state.until);
        between.hidden = range.value !== 'between';
        clear.hidden = !isFiltered(state);
    }

    function apply() {
        const isBetween = range.value === 'between';
        between.hidden = !isBetween;
        go({
            view: 'events', q: search.value.trim(), source: source.value, status: status.value, outcome: outcome.value, type: type.value,
            range: isBetween ? '' : range.value,
            since: isBetween ? toUtc(since.value) : '', until: isBetween ? toUtc(until.value) : '',
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

export const isFiltered = state => ['q', 'source', 'status', 'outcome', 'type', 'range', 'since', 'until'].some(name => state[name]);

// The API parameters for a URL state.
export function parameters(state, now = Date.now()) {
    const { q, source, status, outcome, type, until, cursor } = state;
    const since = state.range in hours ? new Date(now - hours[state.range] * 3_600_000).toISOString() : state.since;
    return { q, source, status, outcome, type, since, until, cursor };
}

// Whether an event belongs in the list, by the same rules as the server.
export function matches(event, state) {
    const { q, source, status, outcome, type, since, until } = parameters(state);
    return (!source || event.source === source) && (!status || event.status === status) && (!outcome || event.outcome === outcome) && (!type || event.type === type)
        && (!since || Date.parse(event.receivedAt) >= Date.parse(since)) && (!until || Date.parse(event.receivedAt) < Date.parse(until))
        && (!q || [event.id, event.providerEventId, event.payment, event.resource.id, event.resource.merchantReference].includes(q));
}

function keep(box, value) {
    if (value && ![...box.options].some(option => option.value === value)) {
        box.append(h('option', { value }, plain(value)));
    }

    box.value = value;
}

const names = { source: 'Source', status: 'Status', outcome: 'Outcome', type: 'Type', range: 'Time' };

const unseenLabel = box => [h('label', { class: 'unseen', for: box.id }, names[box.id]), box];

const labelled = (text, input) => h('label', null, h('span', null, text), ' ', input);

// The input uses local time, the URL UTC.
function toLocal(time) {
    const at = new Date(time);
    return Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

const toUtc = local => (local ? new Date(local).toISOString() : '');
