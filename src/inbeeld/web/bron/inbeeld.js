// Scripts of every page. All pages work without them.
import "./htmx.js";
import "./toetsen.js";
import "./passkey.js";
import "./blad.js";
