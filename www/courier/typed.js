// May reach any host: it is started for an address that the visitor has typed.
import "./carry.js";
