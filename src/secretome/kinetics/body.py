"""The whole body as rows: organs, vesicles, labels, cells, soluble factors, ways in and the effect
chain.

To add an organ, a way in or a response, add rows here; right-hand side, Jacobian, unit check,
kernels and SBML follow. Vesicles are counted in particles, cells in cells, soluble factor in
micrograms, time in hours.
"""

# organ | phagocytes take from its blood | its blood goes on to the liver
ORGAN_ROWS = """
lung    | phagocytes |
liver   | phagocytes |
spleen  | phagocytes | portal
bone    | phagocytes |
gut     |            | portal
kidney  |            |
heart   |            |
brain   |            |
muscle  |            |
skin    |            |
adipose |            |
rest    |            |
"""

# way in | what it is; all are shares of the dose an hour, except the last
WAYS_IN = """
into_vein    | a vein
into_artery  | an artery
into_device  | a nebuliser that is breathed
into_trachea | the airway
into_nose    | the nose
into_site    | a local site (joint, muscle, dermis, spinal fluid, depot)
onto_skin    | the surface of the skin
wash_off     | rate at which what lies on the skin is taken away
"""

SHARED_PARAMETERS = """
v_ven          | L            | venous plasma
v_art          | L            | arterial plasma
k_plasma       | 1/h          | vesicle breakdown in plasma
k_bind         | 1/h          | vesicles caught by blood cells
k_unbind       | 1/h          | vesicles let go by blood cells
k_lymph        | 1/h          | lymph back to venous blood
own_made       | particle/h   | the body's own plasma vesicles made
k_own          | 1/h          | turnover of the body's own plasma vesicles
f_lymph        | 1            | lymph flow as a share of plasma flow
k_mac          | 1/h          | breakdown in phagocytes
k_par          | 1/h          | breakdown in other cells
k_take         | 1/h          | interstitial vesicles taken up by cells
wall           | 1            | interstitial over plasma concentration at balance
half_mac       | particle/L   | plasma vesicles, all together, at which phagocytes are half busy
fill_mac       | particle/L   | vesicles in a litre of organ at which its phagocytes are half full
mps            | 1            | phagocyte activity: 1 normal, near 0 depleted
abc            | 1            | clearance gained at full immune response
k_prime        | 1/h          | immune priming at full stimulus
half_prime     | particle     | vesicles in spleen phagocytes at half stimulus
k_delay        | 1/h          | delay of the immune response
k_fade         | 1/h          | fading of the immune response
phi            | 1            | share of the label that stays where the vesicle was broken down
k_label        | 1/h          | label leaving tissue
k_label_urine  | 1/h          | free label to urine
k_label_organ  | 1/h          | free label caught by liver, kidney and bone
catch_liver    | 1            | part of the caught label that liver takes
catch_kidney   | 1            | part of the caught label that kidney takes
catch_bone     | 1            | part of the caught label that bone takes
ev_dose        | particle     | vesicles given
free           | 1            | share of the label that is free already in the vial
f_device       | 1            | share that stays in the nebuliser
f_exhaled      | 1            | share breathed out
f_mouth        | 1            | share swallowed
f_broken       | 1            | share of what reaches the lung that nebulising has destroyed
k_air_mac      | 1/h          | airway lining to alveolar phagocytes
k_air_par      | 1/h          | airway lining to epithelium
k_air_up       | 1/h          | airway cleared upwards and swallowed
k_air_in       | 1/h          | airway lining to lung tissue
k_nose_out     | 1/h          | nose cleared and swallowed
k_nose_brain   | 1/h          | nose to brain
k_nose_air     | 1/h          | nose to airway lining
k_site_drain   | 1/h          | local site to lymph
k_site_take    | 1/h          | local site to its cells
k_site_brain   | 1/h          | local site to brain tissue
k_skin_in      | 1/h          | through the skin
f_contact      | 1            | share of what is laid on that touches skin
cell_dose      | cell         | cells given
life           | h            | mean life of a cell after arrest
life_site      | h            | mean life of a cell in a local site
f_early        | 1            | share of the given cells that die on the way in
k_debris       | 1/h          | cell debris leaving tissue
k_debris_site  | 1/h          | cell debris leaving a local site
k_debris_blood | 1/h          | cell debris taken from blood
to_liver       | 1            | part of the debris in blood that liver takes
to_kidney      | 1            | part of the debris in blood that kidney takes; spleen takes the rest
k_debris_gone  | 1/h          | debris label leaving liver, spleen and kidney
secretion      | particle/cell/h | vesicles a living cell secretes
k_cell_drain   | 1/h          | living cells leaving a local site
sol_dose       | microgram    | soluble factor given
k_sol          | 1/h          | soluble factor lost from blood
k_sol_out      | 1/h          | soluble factor, blood to tissue
k_sol_back     | 1/h          | soluble factor, tissue to blood
k_sol_site     | 1/h          | soluble factor, local site to blood
f_sol_site     | 1            | soluble factor, share lost on the way from the site
sol_made       | microgram/cell/h | soluble factor a living cell makes
n_cells        | cell         | cells of the target organ
copies         | 1/particle   | miRNA copies a vesicle carries
escape         | 1            | share of the cargo that reaches the cytosol
k_mirna        | 1/h          | miRNA loss
k_protein      | 1/h          | target protein turnover
i_max          | 1            | largest inhibition of the target protein
ic_50          | 1/cell       | delivered copies in a cell at half inhibition
k_inflam       | 1/h          | inflammation follows the protein
k_fibro        | 1/h          | fibrosis follows inflammation
k_repair       | 1/h          | repair follows the protein
k_grow         | 1/h          | viable cells grow back
k_die          | 1/h          | viable cells die of inflammation
ill            | 1            | inflammation at the start, 1 is severe
scarred        | 1            | fibrosis at the start
alive          | 1            | viable share at the start
"""

ORGAN_PARAMETERS = """
v_{o}         | L   | {o}: plasma volume
vi_{o}        | L   | {o}: interstitial volume
m_{o}         | L   | {o}: organ volume
q_{o}         | L/h | {o}: plasma flow of its own artery
ext_par_{o}   | 1   | {o}: share of the plasma flow cleared by cells other than phagocytes
ext_int_{o}   | 1   | {o}: share of the plasma flow exchanged with the interstitium
f_arrest_{o}  | 1   | {o}: share of passing cells that stick
k_release_{o} | 1/h | {o}: arrested cells let go
"""

STATES = """
ev_ven       | particle | vesicles in venous plasma
ev_art       | particle | vesicles in arterial plasma
ev_bound     | particle | vesicles on blood cells
ev_lymph     | particle | vesicles in lymph
ev_air       | particle | vesicles in the airway lining
ev_nose      | particle | vesicles in the nose
ev_site      | particle | vesicles free in the local site
ev_par_site  | particle | vesicles in cells of the local site
ev_skin_on   | particle | vesicles on the skin
ev_own       | particle | the body's own plasma vesicles | own_made/k_own
ev_given     | particle | vesicles given so far
ev_made      | particle | vesicles secreted by given cells so far
ev_gone      | particle | vesicles broken down so far
ev_device    | particle | vesicles left in the nebuliser
ev_exhaled   | particle | vesicles breathed out
ev_swallowed | particle | vesicles swallowed
ev_washed    | particle | vesicles washed off or beside the skin
ev_broken    | particle | vesicles destroyed by the nebuliser
lab_given    | particle | label given free so far, in vesicle equivalents
lab_blood    | particle | label free in blood, in vesicle equivalents
lab_urine    | particle | label in urine
lab_feces    | particle | label in bile and faeces
lab_site     | particle | label left in the local site
imm_1        | 1        | immune response in the making
imm_2        | 1        | immune response, 0 none
cell_ven     | cell     | living cells in venous blood
cell_art     | cell     | living cells in arterial blood
cell_given   | cell     | cells given so far
cell_gone    | cell     | cell label that left the body
deb_blood    | cell     | cell debris in blood
sol_blood    | microgram | soluble factor in blood
sol_tissue   | microgram | soluble factor in tissue
sol_site     | microgram | soluble factor in the local site
sol_gone     | microgram | soluble factor cleared so far
sol_given    | microgram | soluble factor given or made so far
auc_plasma   | particle*h/L | exposure of plasma to intact vesicles so far
auc_target   | particle*h | exposure of the target to intact vesicles so far
mirna        | 1/cell   | delivered copies in the cytosol of a target cell
eaten        | particle/cell | vesicles taken up and broken down by a target cell so far
protein      | 1        | target protein relative to untreated | 1
inflammation | 1        | inflammation | ill
fibrosis     | 1        | fibrosis | scarred
repair       | 1        | repair activity
viable       | 1        | viable share of cells | alive
"""

ORGAN_STATES = """
ev_vas_{o} | particle | vesicles, {o}, vascular
ev_par_{o} | particle | vesicles, {o}, in parenchyma and endothelium
ev_int_{o} | particle | vesicles, {o}, interstitial
lab_{o}    | particle | label left in {o}
"""

ORGAN_FLUXES = """
{arrive} -> ev_vas_{o}       | {inflow}*{arrive}/{v_arrive}
ev_vas_{o} -> {leave}        | {through}*ev_vas_{o}/v_{o}
ev_vas_{o} -> ev_par_{o}     | ext_par_{o}*{through}*ev_vas_{o}/v_{o}
ev_vas_{o} -> ev_int_{o}     | ext_int_{o}*{through}*ev_vas_{o}/v_{o}
ev_int_{o} -> ev_vas_{o}     | ext_int_{o}*{through}*ev_int_{o}/(vi_{o}*wall)
ev_int_{o} -> ev_lymph       | f_lymph*{through}*ev_int_{o}/(vi_{o}*wall)
ev_int_{o} -> ev_par_{o}     | k_take*ev_int_{o}
cell_{blood} -> cell_{o}_1   | f_arrest_{o}*{inflow}*cell_{blood}/{v_arrive} | cells stick
cell_{blood} -> cell_{past}  | (1-f_arrest_{o})*{inflow}*cell_{blood}/{v_arrive}
"""

PHAGOCYTE_PARAMETERS = "ext_mac_{o} | 1 | {o}: share of the plasma flow cleared by idle phagocytes"
PHAGOCYTE_STATES = "ev_mac_{o} | particle | vesicles, {o}, in phagocytes"
# saturable, competed for by the body's own vesicles, speeded up by the immune response
PHAGOCYTE_FLUXES = """
ev_vas_{o} -> ev_mac_{o} \
| mps*ext_mac_{o}*{through}*(1+abc*imm_2)*ev_vas_{o}/v_{o} \
/(1+(ev_vas_{o}/v_{o}+ev_own/(v_ven+v_art))/half_mac+ev_mac_{o}/(m_{o}*fill_mac))
"""

# where a vesicle is broken down, its label stays (share phi) or goes free
BREAKDOWN_FLUXES = """
{state} -> ev_gone + {stays}     | phi*{k}*{state}
{state} -> ev_gone + lab_blood   | (1-phi)*{k}*{state}
"""

SHARED_FLUXES = """
ev_ven -> ev_bound          | k_bind*ev_ven
ev_bound -> ev_ven          | k_unbind*ev_bound
ev_lymph -> ev_ven          | k_lymph*ev_lymph
-> ev_own                   | own_made
ev_own ->                   | k_own*ev_own
lab_liver -> lab_feces      | k_label*lab_liver
lab_kidney -> lab_urine     | k_label*lab_kidney
lab_site -> lab_blood       | k_label*lab_site
lab_blood -> lab_urine      | k_label_urine*lab_blood
lab_blood -> lab_liver      | k_label_organ*catch_liver*lab_blood
lab_blood -> lab_kidney     | k_label_organ*catch_kidney*lab_blood
lab_blood -> lab_bone       | k_label_organ*catch_bone*lab_blood
-> imm_1                    | k_prime*ev_mac_spleen/(half_prime+ev_mac_spleen)
imm_1 -> imm_2              | k_delay*imm_1
imm_2 ->                    | k_fade*imm_2
-> auc_plasma               | (ev_ven+ev_art)/(v_ven+v_art)
"""

ENTRY_FLUXES = """
-> ev_ven + ev_given        | into_vein*ev_dose*(1-free)
-> ev_art + ev_given        | into_artery*ev_dose*(1-free)
-> ev_air + ev_given        | into_trachea*ev_dose*(1-free)
-> ev_nose + ev_given       | into_nose*ev_dose*(1-free)
-> ev_site + ev_given       | into_site*ev_dose*(1-free)
-> lab_blood + lab_given    | into_vein*ev_dose*free
-> lab_blood + lab_given    | into_artery*ev_dose*free
-> lab_blood + lab_given    | into_trachea*ev_dose*free
-> lab_blood + lab_given    | into_nose*ev_dose*free
-> lab_site + lab_given     | into_site*ev_dose*free
-> ev_device + ev_given     | into_device*ev_dose*f_device
-> ev_exhaled + ev_given    | into_device*ev_dose*f_exhaled
-> ev_swallowed + ev_given  | into_device*ev_dose*f_mouth
-> ev_broken + ev_given     | into_device*ev_dose*(1-f_device-f_exhaled-f_mouth)*f_broken
-> ev_air + ev_given        | into_device*ev_dose*(1-f_device-f_exhaled-f_mouth)*(1-f_broken)
-> ev_skin_on + ev_given    | onto_skin*ev_dose*f_contact
-> ev_washed + ev_given     | onto_skin*ev_dose*(1-f_contact)
ev_air -> ev_mac_lung       | k_air_mac*ev_air
ev_air -> ev_par_lung       | k_air_par*ev_air
ev_air -> ev_swallowed      | k_air_up*ev_air
ev_air -> ev_int_lung       | k_air_in*ev_air
ev_nose -> ev_swallowed     | k_nose_out*ev_nose
ev_nose -> ev_int_brain     | k_nose_brain*ev_nose
ev_nose -> ev_air           | k_nose_air*ev_nose
ev_site -> ev_lymph         | k_site_drain*ev_site
ev_site -> ev_par_site      | k_site_take*ev_site
ev_site -> ev_int_brain     | k_site_brain*ev_site
ev_skin_on -> ev_site       | k_skin_in*ev_skin_on
ev_skin_on -> ev_washed     | wash_off*ev_skin_on
-> cell_ven + cell_given    | into_vein*cell_dose*(1-f_early)
-> cell_art + cell_given    | into_artery*cell_dose*(1-f_early)
-> cell_site_1 + cell_given | into_site*cell_dose*(1-f_early)
-> deb_lung + cell_given    | into_vein*cell_dose*f_early
-> deb_blood + cell_given   | into_artery*cell_dose*f_early
-> deb_site + cell_given    | into_site*cell_dose*f_early
-> sol_blood + sol_given    | into_vein*sol_dose
-> sol_blood + sol_given    | into_artery*sol_dose
-> sol_site + sol_given     | into_site*sol_dose
"""

# cells: three stages make an Erlang life, then debris that keeps the cell's label
LIFE_STATES = """
cell_{o}_1 | cell | living cells in {o}, first third of life
cell_{o}_2 | cell | living cells in {o}, second third of life
cell_{o}_3 | cell | living cells in {o}, last third of life
deb_{o}    | cell | debris of given cells in {o}
"""
LIFE_FLUXES = """
cell_{o}_1 -> cell_{o}_2        | 3/{life}*cell_{o}_1
cell_{o}_2 -> cell_{o}_3        | 3/{life}*cell_{o}_2
cell_{o}_3 -> deb_{o}           | 3/{life}*cell_{o}_3
-> {ev_into} + ev_made          | secretion*(cell_{o}_1+cell_{o}_2+cell_{o}_3) | vesicles secreted
-> {sol_into} + sol_given       | sol_made*(cell_{o}_1+cell_{o}_2+cell_{o}_3)
"""
RELEASE_FLUXES = """
cell_{o}_1 -> cell_{past}       | k_release_{o}*cell_{o}_1
cell_{o}_2 -> cell_{past}       | k_release_{o}*cell_{o}_2
cell_{o}_3 -> cell_{past}       | k_release_{o}*cell_{o}_3
"""
DEBRIS_FLUXES = "deb_{o} -> deb_blood | {k_debris}*deb_{o}"
KEEPERS_OF_DEBRIS = ("liver", "spleen", "kidney")

CELL_FLUXES = """
cell_site_1 -> cell_ven     | k_cell_drain*cell_site_1
-> ev_ven + ev_made         | secretion*cell_ven
-> ev_art + ev_made         | secretion*cell_art
deb_blood -> deb_liver      | k_debris_blood*to_liver*deb_blood
deb_blood -> deb_kidney     | k_debris_blood*to_kidney*deb_blood
deb_blood -> deb_spleen     | k_debris_blood*(1-to_liver-to_kidney)*deb_blood
deb_liver -> cell_gone      | k_debris_gone*deb_liver
deb_spleen -> cell_gone     | k_debris_gone*deb_spleen
deb_kidney -> cell_gone     | k_debris_gone*deb_kidney
sol_blood -> sol_gone       | k_sol*sol_blood
sol_blood -> sol_tissue     | k_sol_out*sol_blood
sol_tissue -> sol_blood     | k_sol_back*sol_tissue
sol_site -> sol_blood       | k_sol_site*(1-f_sol_site)*sol_site
sol_site -> sol_gone        | k_sol_site*f_sol_site*sol_site
"""

# uptake -> escape -> miRNA -> protein -> slow tissue states; exploratory, never a dose or a promise
EFFECT_FLUXES = """
-> auc_target               | {intact}
-> eaten                    | k_par*ev_par_{target}/n_cells
-> mirna                    | copies*escape*k_par*ev_par_{target}/n_cells
mirna ->                    | k_mirna*mirna
-> protein                  | k_protein*(1-i_max*mirna/(ic_50+mirna))
protein ->                  | k_protein*protein
-> inflammation             | k_inflam*ill*protein
inflammation ->             | k_inflam*inflammation
-> fibrosis                 | k_fibro*inflammation
fibrosis ->                 | k_fibro*fibrosis
-> repair                   | k_repair*(1-protein)
repair ->                   | k_repair*repair
-> viable                   | k_grow*repair*(1-viable)
viable ->                   | k_die*inflammation*viable
"""
