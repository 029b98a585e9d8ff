// May reach the addresses of the models on offer, and no others.
import "./carry.js";
