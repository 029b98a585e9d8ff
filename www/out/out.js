// Leads from the tutorial, whose policy lets it reach no other host, to what its texts link to. This page's own policy
// names exactly these addresses, and the browser stops every other.

const german = navigator.language.startsWith("de");
const address = location.search.slice(1);
const said = document.getElementById("said");

if (german) {
  document.documentElement.lang = "de";
  said.textContent = "Dieser Link führt aus Headstart hinaus.";
}
if (address.startsWith("https://")) {
  const link = document.getElementById("link");
  link.href = address;
  link.textContent = address;
  link.hidden = false;
  location.replace(address);
} else {
  said.textContent = german ? "Dieser Link nennt keine Adresse." : "This link names no address.";
}
