// The script of the planning board. Without it everything can be read, and commands can be selected.
import "./copying.js";
import "./moving.js";
import "./dragging.js";
import { listen } from "./refreshing.js";

listen();
