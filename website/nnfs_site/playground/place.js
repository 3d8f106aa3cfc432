// The address says the state of a room. One that names a section of the page stays
// until there is a state to say.
export function hold(address) {
  if (address.includes("#") || location.hash.includes("=")) history.replaceState(null, "", address);
}
