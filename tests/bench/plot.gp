# SPDX-License-Identifier: GPL-2.0-or-later
# gnuplot -e "data='FILE'; out='DIRECTORY'; kernel='NAME'" plot.gp
set terminal svg noenhanced size 1000,600 font "sans-serif,13" background "white"
set datafile separator "\t"
set grid ytics

# Lines of this kind, of this kernel and clock, as TITLE and values.
rows(clock) = sprintf("< awk -F '\\t' -v OFS='\\t' '$1 == \"%s\" && $2 == \"%s\" && $3 == \"row\" { print $4, $6, $9 }' %s", kernel, clock, data)
drives(kernel) = sprintf("< awk -F '\\t' -v OFS='\\t' '$1 == \"%s\" && $2 == \"instructions\" && $4 ~ /^drives [0-9]+$/ { sub(/drives /, \"\", $4); print $4, $5 }' %s", kernel, data)

set output out . "/latency.svg"
set title "Time of a request, median (" . kernel . ")"
set style data histograms
set style fill solid 0.8 border -1
set logscale y
set ylabel "microseconds"
set xtics rotate by -40 scale 0 font ",11"
set key outside top center horizontal
set rmargin 22
plot rows("time") using ($2 / 1000):xtic(1) title "/dev/aacsN" linecolor rgb "#2060a0", \
     "" using ($3 / 1000) title "SG_IO" linecolor rgb "#c0c0c0"

set output out . "/drives.svg"
set title "Sessions a second against drives that take 5 ms for a command (" . kernel . ")"
set style data linespoints
unset logscale y
set rmargin 3
set ylabel "sessions a second"
set xlabel "drives at once"
set xtics norotate (1, 2, 4, 8, 16) font ",13"
set xrange [0:17]
set yrange [0:*]
one = system(sprintf("awk -F '\\t' '$1 == \"%s\" && $2 == \"instructions\" && $4 == \"drives 1\" { print $5; exit }' %s", kernel, data)) + 0
plot drives(kernel) using 1:2 title "measured" linewidth 2 linecolor rgb "#2060a0", \
     one * x title "N times one drive" dashtype 2 linecolor rgb "#808080"
