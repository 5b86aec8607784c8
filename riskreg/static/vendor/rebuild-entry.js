// The plugins of Bootstrap Italia that riskreg's pages use. The full bundle carries a video player and
// writes <style> elements, which a strict Content-Security-Policy refuses: hence a bundle of our own.
import 'bootstrap-italia/dist/plugins/init.js'
import Accordion from 'bootstrap-italia/dist/plugins/accordion.js'
import Alert from 'bootstrap-italia/dist/plugins/alert.js'
import BackToTop from 'bootstrap-italia/dist/plugins/back-to-top.js'
import Button from 'bootstrap-italia/dist/plugins/button.js'
import Collapse from 'bootstrap-italia/dist/plugins/collapse.js'
import Dropdown from 'bootstrap-italia/dist/plugins/dropdown.js'
import HeaderSticky from 'bootstrap-italia/dist/plugins/header-sticky.js'
import Input from 'bootstrap-italia/dist/plugins/input.js'
import InputPassword from 'bootstrap-italia/dist/plugins/input-password.js'
import Modal from 'bootstrap-italia/dist/plugins/modal.js'
import NavBarCollapsible from 'bootstrap-italia/dist/plugins/navbar-collapsible.js'
import Notification from 'bootstrap-italia/dist/plugins/notification.js'
import Offcanvas from 'bootstrap-italia/dist/plugins/offcanvas.js'
import SelectAutocomplete from 'bootstrap-italia/dist/plugins/select-autocomplete.js'
import Tab from 'bootstrap-italia/dist/plugins/tab.js'
import Tooltip from 'bootstrap-italia/dist/plugins/tooltip.js'

window.bootstrap = {
  Accordion, Alert, BackToTop, Button, Collapse, Dropdown, HeaderSticky, Input, InputPassword, Modal,
  NavBarCollapsible, Notification, Offcanvas, SelectAutocomplete, Tab, Tooltip,
}
