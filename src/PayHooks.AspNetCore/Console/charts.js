// Bars per minute as SVG. The numbers are also in a table for screen readers.

import { h, s } from './dom.js';
import { timeText, number } from './format.js';

const width = 600;
const height = 120;
const gap = 2;

// Series are { name, text, class }; each minute has a number under each name.
export function barsOf(title, minutes, series) {
    const highest = Math.max(1, ...minutes.map(minute => total(minute)));
    const step = width / minutes.length;
    const totals = series.map(({ name }) => minutes.reduce((sum, minute) => sum + minute[name], 0));
    return h('figure', { class: 'card chart' },
        h('figcaption', null, h('h2', null, title), h('ul', { class: 'legend' }, series.map(({ text, class: kind }, index) =>
            h('li', { class: kind }, text, ' ', h('strong', null, number(totals[index])))))),
        h('div', { class: 'plot' },
            s('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
                s('line', { x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5, class: 'axis' }),
                minutes.map((minute, index) => column(minute, index * step))),
            h('span', { class: 'highest' }, number(highest)),
            h('span', { class: 'first' }, timeText(minutes[0].at).slice(0, -3)), h('span', { class: 'last' }, 'now')),
        h('details', null, h('summary', null, 'As a table'), tableOf()));

    function total(minute) {
        return series.reduce((sum, { name }) => sum + minute[name], 0);
    }

    function column(minute, x) {
        let y = height;
        const bars = series.filter(({ name }) => minute[name] > 0).map(({ name, class: kind }) => {
            // Keeps a single failure among thousands visible.
            const size = Math.max(minute[name] / highest * (height - 4), 2);
            y -= size;
            return s('rect', { x: x + gap / 2, y, width: step - gap, height: size, class: kind });
        });
        const text = `${timeText(minute.at).slice(0, -3)}: ${series.map(({ name, text: word }) => `${number(minute[name])} ${word}`).join(', ')}`;
        return s('g', null, s('title', null, text), s('rect', { x, y: 0, width: step, height, class: 'hit' }), bars);
    }

    function tableOf() {
        return h('table', { 'aria-label': title },
            h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Minute'), series.map(({ text }) => h('th', { scope: 'col' }, text)))),
            h('tbody', null, minutes.filter(total).map(minute => h('tr', null,
                h('th', { scope: 'row' }, timeText(minute.at).slice(0, -3)), series.map(({ name }) => h('td', null, number(minute[name])))))));
    }
}
