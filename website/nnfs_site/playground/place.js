// The address says the state of a room. One that names a section of the page stays
// until there is a state to say.
export function hold(address) {
  if (/#.*=/.test(address + location.hash)) history.replaceState(null, "", address);
}

// Back, forward, and a link that somebody pastes.
export function follow(open) {
  addEventListener("hashchange", () => (/^$|=/.test(location.hash) ? open(location.hash) : null));
}
