// Times on the page; relative times are kept current.

import { h } from './dom.js';
import { localTime, relative, utc } from './format.js';

const style = { local: localTime, relative };

// A <time> in local time or as "4 min ago"; its title shows UTC.
export const timeOf = (time, shown = 'local') =>
    h('time', { datetime: time, title: utc(time), 'data-shown': shown }, style[shown](time));

setInterval(() => {
    for (const element of document.querySelectorAll('time[data-shown="relative"]')) {
        const text = relative(element.dateTime);
        if (element.textContent !== text) {
            element.textContent = text;
        }
    }
}, 1000);
