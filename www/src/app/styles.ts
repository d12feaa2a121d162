// The styles: those that every room shares first, then each room's own.
import "@awesome.me/webawesome/dist/styles/themes/default.css";
import "../ui/theme.css";
import "../ui/base.css";
import "../ui/table.css";
import "./feature-styles.ts";
import "../ui/forced-colors.css";
