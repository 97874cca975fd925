// Starts the console and shows the view that the URL names.

import { get, onKeyRefused } from './api.js';
import * as banner from './banner.js';
import { h } from './dom.js';
import * as keys from './keys.js';
import * as list from './list.js';
import * as live from './live.js';
import * as login from './login.js';
import * as route from './route.js';
import { forget, key } from './session.js';

// Most people open the list; the other views are loaded on demand.
const views = {
    events: async () => list,
    event: () => import('./event.js'),
    payment: () => import('./payment.js'),
    flags: () => import('./flags.js'),
    rejected: () => import('./rejected.js'),
    reconcile: () => import('./reconcile.js'),
    overview: () => import('./overview.js'),
};

const liveWords = { connecting: 'Connecting', live: 'Live', polling: 'Polling', disconnected: 'Disconnected' };

const main = document.getElementById('main');
const forgetButton = document.getElementById('forget');
const places = new Map(); // the reader's scroll position and focus, by URL
let host;
let view;
let shownAddress;
let turn = 0;

async function show(how) {
    const state = route.current();
    const mine = ++turn;
    markNavigation(state.view);
    if (view?.name === state.view && view.update) {
        shownAddress = location.search;
        await view.update(state);
        if (how === 'go') {
            scrollTo(0, 0);
        }

        return;
    }

    const module = await views[state.view]().catch(() => null);
    if (mine !== turn) {
        return;
    }

    leave();
    if (!module) {
        main.replaceChildren(h('p', { class: 'notice', role: 'alert' }, 'This part of the console could not be loaded. Reload the page.'));
        return;
    }

    view = Object.assign(module.create(state, host), { name: state.view });
    shownAddress = location.search;
    document.title = `${module.title} · PayHooks`;
    main.replaceChildren(view.element);
    scrollTo(0, 0);
    await view.shown;
    if (how === 'back' && places.has(shownAddress)) {
        view.goTo?.(places.get(shownAddress));
    } else if (how !== 'start') {
        main.querySelector('h1')?.focus({ preventScroll: true });
    }
}

function leave() {
    if (view?.place) {
        places.set(shownAddress, view.place());
    }

    view?.dispose?.();
    view = undefined;
}

function markNavigation(name) {
    for (const link of document.querySelectorAll('#nav a')) {
        if (link.dataset.view === name || (['event', 'payment', 'flags'].includes(name) && link.dataset.view === 'events')) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    }
}

function showLive(state) {
    const element = document.getElementById('live');
    element.className = `live ${state}`;
    element.textContent = liveWords[state];
}

async function enter(answer) {
    host = answer;
    forgetButton.hidden = !key();
    banner.start();
    await live.start(host.live, showLive);
    await show('start');
}

function askForKey(problem, signIn) {
    live.stop();
    leave();
    forgetButton.hidden = true;
    if (main.querySelector('.login')) {
        return;
    }

    const page = login.create(enter, problem, signIn);
    main.replaceChildren(page.element);
    page.focus();
}

async function begin() {
    try {
        await enter(await get('api/host'));
    } catch (error) {
        if (error.status !== 401) {
            main.replaceChildren(h('div', { class: 'empty', role: 'alert' },
                h('h1', null, 'The console cannot be opened'), h('p', null, error.message),
                h('button', { type: 'button', onclick: begin }, 'Try again')));
        }
    }
}

onKeyRefused(error => askForKey(host && key() ? 'The server refused the key. Has it changed?' : '', error.signIn));
live.listen(message => view?.onMessage?.(message));
keys.start(() => ({ Escape: () => route.current().view !== 'events' && route.back(), ...view?.keys }));
document.getElementById('keys').addEventListener('click', keys.help);
forgetButton.addEventListener('click', () => {
    forget();
    location.reload();
});
route.start(how => host && show(how));
begin();
