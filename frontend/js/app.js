// The one script of every page. Each module wires itself to the document by delegation, so swapped parts just work.
import "./htmx.js";
import "./menus.js";
import "./dialogs.js";
import "./find.js";
import "./toasts.js";
import "./preferences.js";
import "./options.js";
import "./tables.js";
import "./forms.js";
import "./privacy.js";
import "./polling.js";
import "./charts.js";
import "./islands.js";
import "./worker.js";
