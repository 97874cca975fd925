// The key of the operations API. In the tab's session storage: it survives a reload and ends with the tab.

const name = 'payhooks.key';

export const key = () => sessionStorage.getItem(name);

export const remember = value => sessionStorage.setItem(name, value);

export const forget = () => sessionStorage.removeItem(name);
