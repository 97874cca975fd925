// A filter with several values: a button that shows what is chosen and opens a list of check boxes.

import { h } from './dom.js';
import { plain } from './format.js';

// Options are [value, text]; many is what several values are called. The value is a text that separates them by commas.
export function choices({ id, name, any, many, options, onchange }) {
    const summary = h('summary', { onkeydown: closeOn });
    const list = h('fieldset', { tabindex: -1, onkeydown: closeOn }, h('legend', { class: 'unseen' }, name), options.map(([value, text]) => optionOf(value, text)));
    const element = h('details', { class: 'choices', id, ontoggle: watch, onfocusout: leave }, summary, list);
    show('');
    return { id, element, show, value: () => chosen().map(box => box.value).join(',') };

    // Shows the values even if they are not among the options.
    function show(text) {
        const values = split(text);
        const known = boxes();
        for (const value of values.filter(one => !known.some(box => box.value === one))) {
            list.append(optionOf(value, plain(value)));
        }

        for (const box of boxes()) {
            box.checked = values.includes(box.value);
        }

        const texts = chosen().map(box => box.parentElement.textContent);
        const words = texts.length === 0 ? any : texts.length <= 2 ? texts.join(', ') : `${texts.length} ${many}`;
        element.classList.toggle('set', texts.length > 0);
        summary.replaceChildren(h('span', { class: 'unseen' }, `${name}: `), words);
    }

    function optionOf(value, text) {
        return h('label', null, h('input', { type: 'checkbox', value, onchange: () => { show(chosen().map(box => box.value).join(',')); onchange(); } }), h('span', null, text));
    }

    function boxes() {
        return [...list.querySelectorAll('input')];
    }

    function chosen() {
        return boxes().filter(box => box.checked);
    }

    function closeOn(event) {
        if (event.key === 'Escape' && element.open) {
            event.preventDefault();
            element.open = false;
            summary.focus();
        }
    }

    function leave(event) {
        if (event.relatedTarget && !element.contains(event.relatedTarget)) {
            element.open = false;
        }
    }

    // A press anywhere else closes the list.
    function watch() {
        document.removeEventListener('pointerdown', press);
        if (element.open) {
            document.addEventListener('pointerdown', press);
        }
    }

    function press(event) {
        if (!element.contains(event.target)) {
            element.open = false;
        }
    }
}

// The values in a text that separates them by commas.
export const split = text => (text ? text.split(',') : []);
