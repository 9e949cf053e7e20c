// The desk's own script: what plain forms and links do already, made quicker. Nothing here is needed.
"use strict";
