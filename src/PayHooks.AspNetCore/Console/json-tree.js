// JSON as a collapsible tree. A branch is built when it is first opened, so that a large payload costs nothing until then.

import { h } from './dom.js';
import { plain, plural } from './format.js';

const openLevels = 3;
const mostOpen = 60; // longer lists start collapsed

export function treeOf(node) {
    const tree = h('ul', { class: 'tree' }, item(null, node, 0));
    return { element: tree, openAll: () => setAll(tree, true), closeAll: () => setAll(tree, false) };
}

function item(key, node, level) {
    const children = node.kind === 'object' ? node.members : node.kind === 'array' ? node.items.map((one, index) => [index, one]) : null;
    if (!children || children.length === 0) {
        return h('li', null, keyOf(key), children ? h('span', { class: 'punctuation' }, node.kind === 'object' ? '{ }' : '[ ]') : leaf(node));
    }

    const branch = h('ul');
    const details = h('details', { open: level < openLevels && children.length <= mostOpen, ontoggle: fill },
        h('summary', null, keyOf(key), h('span', { class: 'punctuation' }, node.kind === 'object' ? '{ }' : '[ ]'),
            h('span', { class: 'size' }, plural(children.length, node.kind === 'object' ? 'field' : 'item'))),
        branch);
    fill();
    return h('li', null, details);

    function fill() {
        if (details.open && !branch.firstChild) {
            branch.append(...children.map(([name, child]) => item(name, child, level + 1)));
        }
    }
}

const keyOf = key => key !== null && [h('span', { class: typeof key === 'number' ? 'index' : 'key' }, plain(key)), h('span', { class: 'punctuation' }, ': ')];

function leaf(node) {
    if (node.kind === 'string') {
        return h('span', { class: 'string' }, `"${plain(node.value)}"`);
    }

    return h('span', { class: node.kind }, node.text);
}

// Opening a branch builds its children, so the recursion reaches them, too.
function setAll(root, open) {
    for (const details of root.querySelectorAll(':scope > li > details, :scope > ul > li > details')) {
        details.open = open;
        details.dispatchEvent(new Event('toggle'));
        setAll(details, open);
    }
}
