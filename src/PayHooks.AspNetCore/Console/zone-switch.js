// The button that names the time zone of the page and switches between the reader's and UTC.

import { h } from './dom.js';
import { isUtc, label, onChange, toggle } from './zone.js';

export function start() {
    const button = document.getElementById('zone');
    button.addEventListener('click', toggle);
    onChange(show);
    show();

    function show() {
        button.replaceChildren(h('span', { class: 'long' }, isUtc() ? 'Times: ' : 'Times: local, '), label());
        button.title = isUtc() ? 'Show times in your time zone' : 'Show times in UTC';
    }
}
