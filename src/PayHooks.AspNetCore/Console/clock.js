// Times on the page; relative times are kept current.

import { h } from './dom.js';
import { otherTime, relative, timeText } from './format.js';
import { onChange } from './zone.js';

const style = { clock: timeText, relative };

// A <time> in the zone of the page or as "4 min ago"; its title shows the other zone.
export const timeOf = (time, shown = 'clock') =>
    h('time', { datetime: time, title: otherTime(time), 'data-shown': shown }, style[shown](time));

onChange(() => {
    for (const element of document.querySelectorAll('time[data-shown]')) {
        element.title = otherTime(element.dateTime);
        element.textContent = style[element.dataset.shown](element.dateTime);
    }
});

setInterval(() => {
    for (const element of document.querySelectorAll('time[data-shown="relative"]')) {
        const text = relative(element.dateTime);
        if (element.textContent !== text) {
            element.textContent = text;
        }
    }
}, 1000);
