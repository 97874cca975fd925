// Bulk replays of the last 30 days: how far each has come, and stopping it. With a job in the address, only that one.

import { change, get } from './api.js';
import { ask } from './dialog.js';
import { h } from './dom.js';
import { plain } from './format.js';
import { jobOf } from './job-view.js';
import { polled } from './polled.js';
import { href } from './route.js';
import { toast } from './toast.js';

export const title = 'Jobs';

const often = 2_000;

export function create(state) {
    const note = h('p', { class: 'muted' }, 'Bulk replays of the last 30 days. Each event’s page shows whether its handlers succeeded.');
    const heading = h('h1', { tabindex: -1 }, 'Jobs');
    const list = h('ul', { class: 'cards' });
    const instead = h('div');
    const up = h('a', { class: 'up', href: href({ view: 'jobs' }) }, '← All jobs');
    const element = h('section', null, up, h('div', { class: 'view-head' }, h('div', null, heading, note)), list, instead);
    const { load, renew, dispose } = polled(often, read, show, note);
    return { element, shown: update(state), update, dispose };

    function update(next) {
        state = next;
        up.hidden = !state.job;
        heading.textContent = state.job ? 'Bulk replay' : 'Jobs';
        return renew();
    }

    async function read(signal) {
        if (!state.job) {
            return (await get('api/replays', { signal })).replays;
        }

        try {
            return [await get(`api/replays/${encodeURIComponent(state.job)}`, { signal })];
        } catch (error) {
            if (error.status === 404) {
                return [];
            }

            throw error;
        }
    }

    function show(jobs) {
        const hasFocus = list.contains(document.activeElement);
        const key = hasFocus && document.activeElement.closest('[data-key]').dataset.key;
        const isButton = hasFocus && document.activeElement.matches('button');
        list.replaceChildren(...jobs.map(job => jobOf(job, stop)));
        if (hasFocus) {
            const card = [...list.children].find(one => one.dataset.key === key);
            ((isButton && card?.querySelector('button')) || card?.querySelector('a') || heading).focus({ preventScroll: true });
        }

        instead.replaceChildren(...(jobs.length > 0 ? [] : [nothing()]));
    }

    function nothing() {
        return state.job
            ? h('div', { class: 'empty' }, h('h2', null, 'No job has this id'), h('p', null, 'Jobs are kept for 30 days: ', h('code', null, plain(state.job))))
            : h('div', { class: 'empty' }, h('h2', null, 'No bulk replay yet'),
                h('p', null, 'Start one from ', h('a', { href: href({ view: 'failures' }) }, 'a failure group'), ' or from ',
                    h('a', { href: href({ status: 'dead' }) }, 'the list of dead letters'), '.'));
    }

    async function stop(job) {
        const isMeant = await ask({
            title: 'Stop this bulk replay?',
            text: h('p', null, 'Replays that it has already requested still run. It cannot be continued; a new one can be started.'),
            action: 'Stop',
            danger: true,
        });
        if (!isMeant) {
            return;
        }

        try {
            await change('DELETE', `api/replays/${encodeURIComponent(job.id)}`);
            toast('Bulk replay stopped');
        } catch (error) {
            toast(`Not stopped. ${error.message}`, 'failed');
        }

        await load();
    }
}
