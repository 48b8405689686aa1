/** Tests that run on every Spark line, compiled once; what they share stands beside them. */
package org.uacce.scenarios;
