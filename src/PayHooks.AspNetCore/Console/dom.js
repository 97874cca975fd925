// Builds DOM nodes. Untrusted text only ever becomes a text node or an attribute value, never markup.

// h('a', { href: '?', class: 'x', onclick: f }, 'text', node, …); false, null and undefined are skipped.
export const h = (tag, properties, ...children) => build(document.createElement(tag), properties, children);

// Same as h, for SVG elements.
export const s = (tag, properties, ...children) => build(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);

function build(element, properties, children) {
    for (const [name, value] of Object.entries(properties ?? {})) {
        if (typeof value === 'function') {
            element.addEventListener(name.slice(2), value);
        } else if (value !== null && value !== undefined && value !== false) {
            element.setAttribute(name, value === true ? '' : value);
        }
    }

    element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
    return element;
}
