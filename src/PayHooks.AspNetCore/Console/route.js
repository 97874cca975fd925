// The URL's state. Everything that determines the view is in the query, so that a link shows the same.

const names = ['source', 'type', 'status', 'outcome', 'livemode', 'handler', 'error', 'group', 'job', 'range', 'since', 'until', 'q', 'cursor'];
const lists = ['source', 'type', 'status', 'outcome', 'handler']; // several values, separated by commas
const views = ['payments', 'flags', 'failures', 'jobs', 'rejected', 'reconcile', 'sources', 'audit', 'overview'];
let listener = () => {};

// { view: 'events' | 'event' | 'payment' | one of the views above, id, source, type, … }; unset values are ''.
export function current() {
    const query = new URLSearchParams(location.search);
    const state = Object.fromEntries(names.map(name => [name, (lists.includes(name) ? query.getAll(name).join(',') : query.get(name)) ?? '']));
    state.id = query.get('event') ?? '';
    state.payment = query.get('payment') ?? '';
    const view = query.get('view');
    state.view = state.id ? 'event' : state.payment ? 'payment' : views.includes(view) ? view : 'events';
    return state;
}

// The URL of a state, relative to the page's path: / locally and /console on Azure.
export function href(state) {
    const query = new URLSearchParams();
    if (state.id) {
        query.set('event', state.id);
    } else if (state.payment) {
        query.set('payment', state.payment);
    } else if (state.view && state.view !== 'events') {
        query.set('view', state.view);
    }

    for (const name of names.filter(one => state[one])) {
        query.set(name, state[name]);
    }

    return query.size ? `?${String(query).replaceAll('%2C', ',')}` : location.pathname;
}

export function go(state, { replace = false } = {}) {
    const address = href(state);
    if (replace) {
        history.replaceState(null, '', address);
    } else {
        history.pushState({ inside: true }, '', address);
    }

    listener('go');
}

// Goes back to the previous page if it was in this console, otherwise to the list.
export function back() {
    if (history.state?.inside) {
        history.back();
    } else {
        go({ view: 'events' });
    }
}

// Registers a callback for URL changes; its argument is 'go' or 'back'.
export function start(callback) {
    listener = callback;
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => listener('back'));
    document.addEventListener('click', event => {
        const link = event.target.closest?.('a[href]');
        const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
        if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute('download')) {
            return;
        }

        const address = new URL(link.href);
        if (address.origin === location.origin && address.pathname === location.pathname && !address.hash) {
            event.preventDefault();
            history.pushState({ inside: true }, '', address);
            listener('go');
        }
    });
}
