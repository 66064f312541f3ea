// Manages infrastructure on the 3DS OUTSCALE cloud, natively on its API.
package outscalenative
